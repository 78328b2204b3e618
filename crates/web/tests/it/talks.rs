//! The list of chats, and what is seen of a conversation.

use axum::http::StatusCode;
use domain::{
    Account, AccountId, AccountKind, AccountState, Author, Content, Message, MessageId, Mode,
    OwnerId, Peer, PeerId, Profile,
};
use store::Store;

use crate::house::between;
use crate::inbox::drafted;
use crate::stage::{ANNA, NOW, Stage, anna, profile};

fn said(chat: i64, id: i32, text: &str) -> Message {
    Message {
        chat: PeerId(chat),
        id: MessageId(id),
        author: Author::Other,
        sender: PeerId(chat),
        sent_at: NOW,
        content: Content::Text { text: text.to_owned() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

/// A site with so many chats, in each of which something was said.
async fn with_chats(count: i64) -> Stage {
    Stage::prepared(async |store: &Store, owner: OwnerId, account: AccountId| {
        let mut tx = store.begin(owner).await.unwrap();
        for id in 100..100 + count {
            let peer = Peer { id: PeerId(id), title: format!("Сосед {id}"), ..anna() };
            tx.upsert_peer(account, &peer).await.unwrap();
            tx.insert_message(account, &said(id, 1, "добрый день")).await.unwrap();
        }
        tx.commit().await.unwrap();
    })
    .await
}

#[tokio::test]
async fn the_list_shows_what_the_twin_is_doing_and_is_filtered_and_searched() {
    let (stage, _) = drafted(&["го"]).await;
    for path in ["/inbox", "/inbox?show=needs", "/inbox?show=active", "/inbox?q=%D0%B0%D0%BD%D0%9D"]
    {
        let page = stage.get(path).await.body;
        let list = between(&page, "id=\"talks\"", "</ul>");
        assert!(list.contains("class=\"doing need\"") && list.contains("Анна"), "{path}: {list}");
    }
    let none = stage.get("/inbox?q=Boris").await.body;
    assert!(none.contains("No chat has such a name"), "{none}");
    let chat = format!("/accounts/{}/chats/{ANNA}", stage.account);
    let page = stage.get(&format!("{chat}?show=needs")).await.body;
    let link = format!("href=\"{chat}?show=needs\" aria-current=\"page\"");
    assert!(page.contains(&link), "the list stands beside the talk: {page}");
    for hostile in ["/inbox?after=1_2_3", "/inbox/chats?after=x"] {
        assert_eq!(stage.get(hostile).await.status, StatusCode::NOT_FOUND, "{hostile}");
    }
}

#[tokio::test]
async fn to_which_account_a_chat_belongs_is_told_where_there_are_several() {
    let (stage, _) = drafted(&["го"]).await;
    let chat = format!("/accounts/{}/chats/{ANNA}", stage.account);
    for path in ["/inbox", &chat, "/history"] {
        let page = stage.get(path).await.body;
        assert!(page.contains("Анна") && !page.contains("Илья</small>"), "{path}: {page}");
        assert!(!page.contains("accounts or bots it belongs to"), "{path}: {page}");
    }

    let owner = stage.engine.owner();
    let mut tx = stage.store.begin(owner).await.unwrap();
    let bot = Account {
        id: AccountId::new(NOW, 9),
        kind: AccountKind::Bot,
        profile: Profile {
            username: Some("twin_9_bot".to_owned()), ..profile("Двойник", 9)
        },
        state: AccountState::Offline,
        default_mode: Mode::Draft,
    };
    tx.insert_account(&bot).await.unwrap();
    // She has written to both.
    tx.upsert_peer(bot.id, &anna()).await.unwrap();
    tx.insert_message(bot.id, &said(ANNA.0, 1, "добрый день")).await.unwrap();
    tx.commit().await.unwrap();

    let page = stage.get("/inbox").await.body;
    let list = between(&page, "id=\"talks\"", "</ul>");
    for name in ["Илья", "@twin_9_bot"] {
        assert!(list.contains(&format!("<small class=\"whose\">{name}</small>")), "{list}");
    }
    let card = between(&page, "class=\"card standing draft\"", "</a>");
    assert!(card.contains("<small class=\"whose\">Илья</small>"), "{card}");
    let page = stage.get(&chat).await.body;
    let head = between(&page, "<header class=\"heading talk-head\"", "</header>");
    assert!(head.contains("accounts or bots it belongs to\">Илья</span>"), "{head}");
    let found = stage.get("/history").await.body;
    assert!(found.contains("<small class=\"whose\">@twin_9_bot</small>"), "{found}");
}

#[tokio::test]
async fn more_chats_come_page_by_page_and_each_once() {
    let stage = with_chats(95).await;
    let count = |html: &str| html.matches("<li class=\"talk\"").count();
    let mut html = stage.get("/inbox").await.body;
    let mut counts = vec![count(&html)];
    let mut seen = html.clone();
    while let Some((_, rest)) = html.split_once("hx-get=\"/inbox/chats") {
        let further = format!("/inbox/chats{}", rest.split('"').next().unwrap());
        html = stage.get(&further.replace("&amp;", "&")).await.body;
        counts.push(count(&html));
        seen.push_str(&html);
    }
    assert_eq!(counts, [40, 40, 15]);
    for id in 100..195 {
        assert_eq!(seen.matches(&format!("<strong>Сосед {id}</strong>")).count(), 1, "{id}");
    }
}

#[tokio::test]
async fn what_happens_in_another_chat_is_seen_in_the_list_beside_a_talk() {
    let stage = Stage::set().await;
    let mut chats = stage.follow(&format!("/events?account={}", stage.account), None).await;
    chats.until("#chats").await;
    stage.anna_replies_in_group(11, None, "первое");
    chats.until("первое").await;
    let mut live = stage.follow(&format!("/events?account={}&chat=-5", stage.account), None).await;
    live.until("первое").await;
    stage.anna_writes(12, "а это ей");
    let read = live.until("а это ей").await;
    assert!(read.contains("hx-target=\"#talks\""), "{read}");
    assert!(!read.contains("id=\"m-12\""), "it is not of that talk: {read}");
}

#[tokio::test]
async fn earlier_messages_are_fetched_where_there_are_any() {
    let stage = Stage::prepared(async |store: &Store, owner: OwnerId, account: AccountId| {
        let mut tx = store.begin(owner).await.unwrap();
        for id in 1..=70 {
            tx.insert_message(account, &said(7, id, "слово")).await.unwrap();
        }
        tx.commit().await.unwrap();
    })
    .await;
    let chat = format!("/accounts/{}/chats/{ANNA}", stage.account);
    let page = stage.get(&chat).await.body;
    assert!(page.contains("id=\"m-11\"") && !page.contains("id=\"m-10\""), "sixty are shown");
    let earlier = between(&page, "hx-get=\"", "\"").to_owned();
    assert_eq!(earlier, format!("{chat}/before/11"));
    let fragment = stage.get(&earlier).await.body;
    assert!(fragment.contains("id=\"m-1\"") && fragment.contains("id=\"m-10\""), "{fragment}");
    assert!(!fragment.contains("id=\"m-11\"") && !fragment.contains("hx-get"), "{fragment}");
    let elsewhere = format!("/accounts/{}/chats/99/before/11", stage.account);
    assert_eq!(stage.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_message_of_the_twin_says_why_it_was_said() {
    let (stage, address) = drafted(&["го"]).await;
    let chat = format!("/accounts/{}/chats/{ANNA}", stage.account);
    let mut live = stage.follow(&format!("/events?account={}&chat=7", stage.account), None).await;
    live.until("#standing").await;
    stage.post(&address, "action=send&text=%D0%B3%D0%BE").await;
    live.until("Delivered").await;
    let page = stage.get(&chat).await.body;
    let why = between(&page, "class=\"why\" href=\"", "\"").to_owned();
    let told = stage.get(&why).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.body.contains("No model was asked"), "{}", told.body);
}

#[tokio::test]
async fn a_draft_that_is_to_be_said_otherwise_stays_and_it_is_told_why() {
    let (stage, address) = drafted(&["го"]).await;
    for (form, status, words) in [
        ("action=warmer", StatusCode::CONFLICT, "Only a model can do that"),
        ("action=words&wish=+", StatusCode::UNPROCESSABLE_ENTITY, "Say how the draft"),
        ("action=another", StatusCode::CONFLICT, "Nothing else came out"),
    ] {
        let answer = stage.post(&address, form).await;
        assert_eq!(answer.status, status, "{form}");
        assert!(answer.body.contains(words), "{form}: {}", answer.body);
        assert!(answer.body.contains("Every line is a message"), "the draft waits: {form}");
    }
    let long = format!("action=words&wish={}", "x".repeat(301));
    assert_eq!(stage.post(&address, &long).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let louder = stage.post(&address, "action=louder").await;
    assert_eq!(louder.status, StatusCode::UNPROCESSABLE_ENTITY);
}
