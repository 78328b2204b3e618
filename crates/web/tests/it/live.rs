//! Live streams: nothing is lost, nothing of another chat comes, and messages stay text.

use domain::{MessageId, OwnerId, Pause, Peer, PeerId};
use store::Store;

use crate::stage::{ANNA, HOSTILE, NOW, Stage, anna, last_id};

/// The end of the way of a message that the twin has nothing to say to.
const SILENT: &str = "The twin stays silent";

#[tokio::test]
async fn a_conversation_is_seen_live_with_the_twins_steps() {
    let stage = Stage::set().await;
    let mut live = stage.follow(&format!("/events?account={}&chat=7", stage.account), None).await;
    live.until("hx-target=\"#timeline\"").await;
    stage.anna_writes(11, HOSTILE);
    let read = live.until(SILENT).await;
    assert!(
        read.contains(
            "<hx-upsert hx-target=\"#messages\"><li class=\"bubble theirs\" id=\"m-11\">"
        )
    );
    assert!(read.contains("&lt;script&gt;") && !read.contains("<script>"));
    assert!(read.contains("<hx-partial hx-target=\"#now\""));
}

#[tokio::test]
async fn in_a_group_it_is_seen_who_writes_and_what_is_quoted() {
    let stage = Stage::set().await;
    stage.anna_replies_in_group(11, None, "кто за мясом?");
    let mut chats = stage.follow(&format!("/events?account={}", stage.account), None).await;
    chats.until("кто за мясом?").await;
    let mut live = stage.follow(&format!("/events?account={}&chat=-5", stage.account), None).await;
    live.until("кто за мясом?").await;
    stage.anna_replies_in_group(12, Some(11), HOSTILE);
    let read = live.until("id=\"m-12\"").await;
    let quote = "<a class=\"quote\" href=\"#m-11\">";
    assert!(read.contains("class=\"tag author\">Анна</span>") && read.contains(quote), "{read}");
    assert!(!read.contains("<script>"), "{read}");
    let page = stage.get(&format!("/accounts/{}/chats/-5", stage.account)).await;
    assert!(page.body.contains(quote) && page.body.contains("Анна wrote"), "{}", page.body);
}

#[tokio::test]
async fn a_page_that_comes_back_gets_what_it_missed() {
    let stage = Stage::set().await;
    let address = format!("/events?account={}&chat=7", stage.account);
    let mut live = stage.follow(&address, None).await;
    live.until("#now").await;
    stage.anna_writes(11, "раз");
    let id = last_id(&live.until(SILENT).await);
    drop(live);

    let mut watching = stage.follow(&address, None).await;
    watching.until("#now").await;
    stage.anna_writes(12, "два");
    watching.until(SILENT).await;

    let missed = stage.follow(&address, Some(&id)).await.until(SILENT).await;
    assert!(missed.contains("два"), "{missed}");
    assert!(!missed.contains("раз"), "only what was missed: {missed}");
    let anew = stage.follow(&address, Some("1-1")).await.until(SILENT).await;
    assert!(anew.contains("раз") && anew.contains("два"), "after a restart all is drawn anew");
}

#[tokio::test]
async fn lists_are_live_too() {
    let stage = Stage::set().await;
    let mut chats = stage.follow(&format!("/events?account={}", stage.account), None).await;
    chats.until("#chats").await;
    let mut accounts = stage.follow("/events", None).await;
    accounts.until("#accounts").await;
    stage.anna_writes(11, "новости есть?");
    assert!(chats.until("новости есть?").await.contains("id=\"chat-7\""));
    accounts.until("id=\"account-").await;
}

#[tokio::test]
async fn however_much_is_written_the_list_of_accounts_is_not_drawn_anew_for_each() {
    let stage = Stage::set().await;
    let mut accounts = stage.follow("/events", None).await;
    accounts.until("#accounts").await;
    for id in 11..=30 {
        stage.anna_writes(id, "ещё");
    }
    let has_come = async || {
        let chat = stage.engine.chat(stage.account, ANNA, 1).await.unwrap().unwrap();
        chat.messages.iter().any(|message| message.id == MessageId(30))
    };
    while !has_come().await {
        tokio::task::yield_now().await;
    }
    stage.engine.pause(Some(stage.account), None).await.unwrap();
    let read = accounts.until("connection paused").await;
    let drawn = read.matches("hx-target=\"#accounts\"").count();
    // Besides all that was written: the account has come online.
    assert!(drawn <= 4, "drawn {drawn} times");
}

#[tokio::test]
async fn what_is_set_of_a_chat_is_live_in_its_head() {
    let stage = Stage::set().await;
    let mut live = stage.follow(&format!("/events?account={}&chat=7", stage.account), None).await;
    live.until("hx-target=\"#mode-of-chat\" hx-swap=\"innerMorph\"").await;
    let pause = Some(Pause { since: NOW, until: None });
    stage.engine.pause_chat(stage.account, ANNA, pause).await.unwrap();
    live.until("hx-target=\"#pause-of-chat\" hx-swap=\"innerHTML\"></hx-partial>").await;
    let policy = stage.engine.default_policy();
    stage.engine.set_policy(stage.account, &policy).await.unwrap();
    live.until("hx-target=\"#mode-of-chat\" hx-swap=\"innerHTML\"><form").await;
}

#[tokio::test]
async fn the_page_of_an_account_says_that_it_is_paused_and_counts_all_its_chats() {
    let stage = Stage::prepared(async |store: &Store, owner: OwnerId, account| {
        let mut tx = store.begin(owner).await.unwrap();
        for id in 1_000..1_120 {
            tx.upsert_peer(account, &Peer { id: PeerId(id), ..anna() }).await.unwrap();
        }
        tx.commit().await.unwrap();
    })
    .await;
    let page = stage.get(&format!("/accounts/{}", stage.account)).await.body;
    assert!(page.contains("<strong>121</strong>"), "with Anna: {page}");
    let mut live = stage.follow(&format!("/events?account={}", stage.account), None).await;
    live.until("rules/pause\"").await;
    stage.engine.pause(Some(stage.account), None).await.unwrap();
    let read = live.until("rules/resume\"").await;
    assert!(read.contains("hx-target=\"#paused\" hx-swap=\"innerMorph\"><span"), "{read}");
}

#[tokio::test]
async fn the_demo_shows_what_the_twin_does() {
    let stage = Stage::set().await;
    let mut live = stage.follow("/demo/7/events", None).await;
    live.until("hx-target=\"#timeline\"").await;
    stage.anna_writes(11, "привет");
    let read = live.until(SILENT).await;
    assert!(!read.contains("#messages"), "the demo has no such list");
}
