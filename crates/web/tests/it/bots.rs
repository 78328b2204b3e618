//! The pages of bots: what is said of them is true of a bot, and of many those are drawn anew that changed.

use std::time::Duration;

use domain::{
    Account, AccountId, AccountKind, AccountState, Alert, Author, Content, Message, MessageId,
    Mode, OwnerId, Trouble,
};
use engine::Connection;
use store::Store;

use crate::stage::bots::{SECRET, token};
use crate::stage::{ANNA, NOW, Stage, anna, profile};

/// A bot in a state.
async fn with_bot(store: &Store, owner: OwnerId, state: AccountState, alert: Option<Trouble>) {
    let mut tx = store.begin(owner).await.unwrap();
    let account = Account {
        id: bot(),
        kind: AccountKind::Bot,
        profile: profile("Двойник", 42),
        state,
        default_mode: Mode::Draft,
    };
    tx.insert_account(&account).await.unwrap();
    if let Some(trouble) = alert {
        tx.set_alert(bot(), Some(&Alert { at: NOW, trouble })).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn bot() -> AccountId {
    AccountId::new(NOW, 42)
}

#[tokio::test]
async fn of_a_bot_whose_token_was_revoked_it_is_said_what_to_do_and_where() {
    let stage = Stage::prepared(async |store: &Store, owner: OwnerId, _| {
        let revoked = Trouble::SessionEnded { reason: "BOT_TOKEN_REVOKED".to_owned() };
        with_bot(store, owner, AccountState::LoggedOut, Some(revoked)).await;
    })
    .await;
    let of_account = stage.get(&format!("/accounts/{}", bot())).await.body;
    assert!(of_account.contains("This bot has no token that works"), "{of_account}");
    for of_people in ["session is over", "Logged out", "log in again", "Log in again"] {
        assert!(!of_account.contains(of_people), "{of_people}: {of_account}");
    }
    let of_bot = stage.get(&format!("/bots/{}", bot())).await.body;
    assert!(of_bot.contains("No token that works"), "{of_bot}");
    // On the list of the bots, only a new bot's token is entered.
    let bots = stage.get("/bots").await.body;
    assert!(bots.contains("enter it on the bot’s page, under “New token”"), "{bots}");
    assert!(of_bot.contains("<h2>New token</h2>"), "{of_bot}");
    // The bell leads to where the token is entered.
    let bell = stage.get("/inbox").await.body;
    let (_, list) = bell.split_once("id=\"needs-list\"").expect("there is a bell");
    let (list, _) = list.split_once("</ul>").expect("it has something to tell");
    assert!(list.contains(&format!("href=\"/bots/{}\"", bot())), "{list}");
}

#[tokio::test]
async fn a_stopped_bot_is_stopped_and_reads_no_history() {
    let stage = Stage::prepared(async |store: &Store, owner: OwnerId, _| {
        with_bot(store, owner, AccountState::Offline, None).await;
    })
    .await;
    let page = stage.get(&format!("/accounts/{}", bot())).await.body;
    assert!(page.contains("This bot is stopped") && page.contains(">Stopped<"), "{page}");
    assert!(!page.contains("Known from an export"), "{page}");
    let running = stage.engine.add_bot(&token(44), None).await.unwrap().account;
    let page = stage.get(&format!("/accounts/{running}")).await.body;
    assert!(!page.contains(&format!("{running}/history\"")), "a bot is told of no past: {page}");
}

#[tokio::test]
async fn the_panic_button_of_a_bot_says_what_becomes_of_its_token() {
    let stage = Stage::set().await;
    let bot = stage.engine.add_bot(&token(42), None).await.unwrap().account;
    let asked = stage.get(&format!("/accounts/{bot}/panic")).await.body;
    assert!(asked.contains("until you revoke it at @BotFather"), "{asked}");
    let done = stage.post(&format!("/accounts/{bot}/panic"), "").await.body;
    assert!(done.contains("write /revoke to @BotFather"), "{done}");
    assert!(!done.contains("Devices"), "there is no session to be ended: {done}");
    let page = stage.get(&format!("/bots/{bot}")).await.body;
    assert!(page.contains("Resume the twin") && page.contains("No token that works"), "{page}");
    let again = stage.post("/bots", &format!("token={}&manner=", token(42))).await;
    assert_eq!(again.location, Some(format!("/bots/{bot}")), "{}", again.body);
}

#[tokio::test]
async fn of_many_bots_those_are_drawn_anew_of_which_something_changed() {
    let stage = Stage::set().await;
    let mut bots = Vec::new();
    for number in [42, 44] {
        let bot = stage.engine.add_bot(&token(number), None).await.unwrap().account;
        let unreachable = async || {
            let view = stage.engine.bot(bot).await.unwrap().unwrap();
            view.of.connection == Connection::Unreachable
        };
        while !unreachable().await {
            tokio::task::yield_now().await;
        }
        bots.push(bot);
    }
    let mut live = stage.follow("/bots/events", None).await;
    let all = live.until(&format!("id=\"bot-{}\"", bots[1])).await;
    assert!(all.contains("hx-target=\"#bots\"") && !all.contains(SECRET), "{all}");
    stage.engine.pause(Some(bots[0]), None).await.unwrap();
    let one = live.until(&format!("hx-target=\"#bot-{}\"", bots[0])).await;
    assert!(one.contains("Paused"), "{one}");
    assert!(!one.contains("hx-target=\"#bots\"") && !one.contains(&bots[1].to_string()), "{one}");
    // One more is drawn with all.
    let third = stage.engine.add_bot(&token(45), None).await.unwrap().account;
    stage.engine.pause(Some(third), None).await.unwrap();
    let read = live.until(&format!("id=\"bot-{third}\"")).await;
    assert!(read.contains("hx-target=\"#bots\""), "{read}");
}

#[tokio::test]
async fn a_removed_bot_leaves_the_list_on_every_open_page() {
    let stage = Stage::set().await;
    let mut bots = Vec::new();
    for number in [42, 44] {
        bots.push(stage.engine.add_bot(&token(number), None).await.unwrap().account);
    }
    let mut live = stage.follow("/bots/events", None).await;
    live.until(&format!("id=\"bot-{}\"", bots[0])).await;
    let list = "hx-target=\"#bots\"";
    // The page reads on while the bot is being removed.
    let (read, removed) = tokio::join!(live.until(list), stage.engine.remove_account(bots[0]));
    assert!(removed.unwrap().is_some());
    let (_, cards) = read.rsplit_once(list).unwrap();
    let shows = |bot: usize| cards.contains(&format!("id=\"bot-{}\"", bots[bot]));
    assert!(!shows(0) && shows(1), "{read}");
}

#[tokio::test]
async fn where_the_other_side_was_silent_for_a_day_it_is_said_that_the_bot_may_not_write() {
    for (hours, kind, said) in [
        (23, AccountKind::Connected, Some("the bot may write until")),
        (25, AccountKind::Connected, Some("the bot may not write now")),
        // It writes by its own session, then and before.
        (25, AccountKind::User, None),
    ] {
        let id = AccountId::new(NOW, 43);
        let stage = Stage::prepared(async |store: &Store, owner: OwnerId, _| {
            let account = Account {
                id,
                kind,
                profile: profile("Илья", 501),
                state: AccountState::Offline,
                default_mode: Mode::Draft,
            };
            let message = Message {
                chat: ANNA,
                id: MessageId(1),
                author: Author::Other,
                sender: ANNA,
                sent_at: NOW - Duration::from_secs(hours * 3_600),
                content: Content::Text { text: "ты где?".to_owned() },
                reply_to: None,
                forwarded: false,
                via_bot: false,
                mentions_owner: false,
            };
            let mut tx = store.begin(owner).await.unwrap();
            tx.insert_account(&account).await.unwrap();
            tx.upsert_peer(id, &anna()).await.unwrap();
            tx.insert_messages(id, &[message]).await.unwrap();
            tx.commit().await.unwrap();
        })
        .await;
        let page = stage.get(&format!("/accounts/{id}/chats/{ANNA}")).await.body;
        assert!(page.contains("ты где?"), "{page}");
        for words in ["the bot may write until", "the bot may not write now"] {
            assert_eq!(page.contains(words), said == Some(words), "{hours} h, {kind:?}: {page}");
        }
    }
}
