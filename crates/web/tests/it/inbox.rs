//! What the owner says of replies, and what the twin has earned, on the pages.

use std::time::Duration;

use axum::http::StatusCode;
use domain::{
    AccountId, Author, Bubble, Content, Message, MessageId, Mode, OwnerId, OwnerWord, Reply,
    ReplyId, ReplyState, SentMessage,
};
use store::{Store, Tx};

use crate::stage::{ANNA, HOSTILE, NOW, Stage};

const ASKED: &str = "го в сб кататься?";

fn reply(number: u8, account: AccountId, state: ReplyState, texts: &[&str]) -> Reply {
    let bubble = |text: &&str| Bubble {
        text: (*text).to_owned(),
        random_id: i64::from(number),
        message_id: None,
        spoken: None,
    };
    Reply {
        id: ReplyId::new(NOW, number.into()),
        account,
        chat: ANNA,
        state,
        answers: MessageId(1),
        bubbles: texts.iter().map(bubble).collect(),
        send_at: NOW,
        confidence: 0.9,
        mode: Mode::Draft,
        word: None,
        away: false,
        discloses: false,
        created_at: NOW,
    }
}

async fn asks(tx: &mut Tx, account: AccountId) {
    let message = Message {
        chat: ANNA,
        id: MessageId(1),
        author: Author::Other,
        sender: ANNA,
        sent_at: NOW,
        content: Content::Text { text: ASKED.to_owned() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    };
    tx.insert_message(account, &message).await.unwrap();
    tx.mark_undecided(account, ANNA, MessageId(1)).await.unwrap();
}

async fn sent(tx: &mut Tx, reply: &Reply, id: i32) {
    assert!(tx.plan_reply(reply).await.unwrap());
    tx.approve_reply(reply.id, None, NOW).await.unwrap();
    assert!(tx.claim_reply(reply.id).await.unwrap());
    let sent = SentMessage { id: MessageId(id), sent_at: NOW };
    assert!(tx.bubble_sent(reply.id, 0, sent).await.unwrap());
    assert!(tx.finish_reply(reply.id, ReplyState::Sent).await.unwrap());
}

/// A site with a draft that waits.
pub(crate) async fn drafted(texts: &'static [&'static str]) -> (Stage, String) {
    let stage = Stage::prepared(async |store: &Store, owner: OwnerId, account| {
        let mut tx = store.begin(owner).await.unwrap();
        asks(&mut tx, account).await;
        let draft = reply(1, account, ReplyState::Waiting, texts);
        assert!(tx.plan_reply(&draft).await.unwrap());
        tx.commit().await.unwrap();
    })
    .await;
    let address = format!("/inbox/{}", reply(1, stage.account, ReplyState::Waiting, texts).id);
    (stage, address)
}

impl Stage {
    fn chat(&self) -> String {
        format!("/accounts/{}/chats/{ANNA}", self.account)
    }

    async fn twins_words(&self) -> Vec<String> {
        let chat = self.engine.chat(self.account, ANNA, 10).await.unwrap().unwrap();
        let twins = chat.messages.iter().filter(|message| message.author == Author::Twin);
        twins.filter_map(|message| message.content.text()).map(str::to_owned).collect()
    }
}

/// What stands in the badge of the navigation.
fn badge(page: &str) -> &str {
    let after = page.split("id=\"waiting\"").nth(1).unwrap();
    after.split_once('>').unwrap().1.split('<').next().unwrap()
}

#[tokio::test]
async fn a_draft_waits_on_every_page_and_is_sent_when_the_owner_says_so() {
    let (stage, address) = drafted(&["го"]).await;
    let mut inbox = stage.follow("/inbox/events", None).await;
    inbox.until("Every line is a message").await;
    let chat = stage.chat();
    let mut live = stage.follow(&format!("/events?account={}&chat=7", stage.account), None).await;
    live.until("hx-target=\"#standing\"").await;
    for page in ["/inbox", &chat, "/demo/7"] {
        let page = stage.get(page).await.body;
        assert!(page.contains(ASKED) && page.contains(&format!("action=\"{address}\"")), "{page}");
        assert_eq!(badge(&page), "1");
    }
    let model = stage.get("/model").await.body;
    assert_eq!(badge(&model), "1");
    assert!(model.contains("1 draft waits for your word"), "the bell says it: {model}");
    assert!(model.contains("hx-sse:connect=\"/needs/events\""), "a page without a stream has one");
    let mut needs = stage.follow("/needs/events", None).await;
    needs.until("1 draft waits for your word").await;

    let back = format!("action=send&text=%D0%B3%D0%BE&back={}", chat.replace('/', "%2F"));
    let answer = stage.post(&address, &back).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location.as_deref(), Some(chat.as_str()));
    let read = inbox.until("Take back").await;
    assert!(read.contains("hx-target=\"#waiting\""), "the badge is live: {read}");
    needs.until("Nothing needs you now").await;
    live.until("You allowed it").await;
    live.until("Delivered").await;
    assert_eq!(stage.twins_words().await, ["го"]);
    let page = stage.get("/inbox").await.body;
    assert!(!page.contains("Every line is a message"), "{page}");
    assert_eq!(badge(&page), "");
}

#[tokio::test]
async fn a_draft_that_may_go_says_for_what_it_waits_while_all_is_paused() {
    let (stage, reply) = drafted(&["го"]).await;
    stage.engine.pause(None, None).await.unwrap();
    let sent = stage.post(&reply, "action=send&text=%D0%B3%D0%BE").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    for page in ["/inbox", &stage.chat()] {
        let page = stage.get(page).await.body;
        assert!(page.contains("it goes out once you resume it"), "{page}");
        assert!(page.contains("Waits to go out") && !page.contains("Goes out by itself"), "{page}");
    }
    stage.engine.pause(None, Some(NOW + Duration::from_secs(600))).await.unwrap();
    let page = stage.get("/inbox").await.body;
    let until = "The twin is paused until <time datetime=\"2026-07-15T12:10:00Z\"";
    assert!(page.contains(until), "{page}");
}

#[tokio::test]
async fn a_word_that_comes_too_late_says_so() {
    let (stage, address) = drafted(&["го"]).await;
    let answer = stage.post(&address, "action=stop&back=%2F%2Fevil.example").await;
    assert_eq!(answer.location.as_deref(), Some("/inbox"), "never away from here");
    let unknown = "/inbox/01ARZ3NDEKTSV4RRFFQ69G5FAV";
    for form in ["action=send&text=a", "action=stop", "action=undo"] {
        assert_eq!(stage.post(unknown, form).await.status, StatusCode::NOT_FOUND, "{form}");
    }
    let typed = stage.post(&address, "action=send&text=so+much+typed").await.body;
    assert!(typed.contains("readonly") && typed.contains("\nso much typed<"), "{typed}");
    for form in ["action=send&text=a", "action=stop"] {
        let late = stage.post(&address, form).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("Too late: this reply"), "{}", late.body);
    }
    let late = stage.post(&address, "action=undo").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("There is nothing to take back"), "{}", late.body);
    assert!(stage.twins_words().await.is_empty());
}

#[tokio::test]
async fn a_word_that_is_refused_is_told_on_the_page_where_it_was_said() {
    let (stage, address) = drafted(&["го"]).await;
    let chat = stage.chat();
    let waiting = stage.get(&chat).await.body;
    let why = format!("{}/explained/", chat.split("/chats").next().unwrap());
    assert!(waiting.contains(&format!("href=\"{why}")), "why it would say that: {waiting}");
    // The open page is told only that it is done: the stream draws the rest.
    let done = stage.post_by_htmx(&address, "action=stop").await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.body.contains("hx-target=\"#refused\"") && !done.body.contains("<form"));

    let form = format!("action=send&text=typed&back={}", chat.replace('/', "%2F"));
    let told = stage.post_by_htmx(&address, &form).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.starts_with("<hx-partial hx-target=\"#refused\""), "{}", told.body);
    assert!(told.body.contains("Too late: this reply") && told.body.contains("\ntyped<"));
    let of_chat = stage.post(&address, &form).await.body;
    assert!(of_chat.contains("id=\"messages\"") && of_chat.contains("\ntyped<"), "{of_chat}");
    let inbox = stage.post(&address, "action=send&text=typed").await.body;
    let refused = inbox.split("id=\"refused\"").nth(1).unwrap().split("id=\"inbox\"").next();
    assert!(refused.is_some_and(|card| card.contains("Анна") && card.contains(ASKED)), "{inbox}");

    // Whoever loads it again, or changes its language, finds the page.
    for (page, path) in [(of_chat, chat.as_str()), (inbox, "/inbox")] {
        assert!(page.contains(&format!("name=\"back\" value=\"{path}\"")), "{path}: {page}");
    }
    for (path, to) in [(address, "/inbox"), (format!("{chat}/earned"), chat.as_str())] {
        assert_eq!(stage.get(&path).await.location.as_deref(), Some(to), "{path}");
    }
}

#[tokio::test]
async fn what_the_owner_makes_of_a_draft_is_sent_instead() {
    let (stage, address) = drafted(&["го", HOSTILE]).await;
    let page = stage.get("/inbox").await.body;
    assert!(page.contains("го\n&lt;script&gt;") && !page.contains("<script>alert"), "{page}");
    let mut live = stage.follow(&format!("/events?account={}&chat=7", stage.account), None).await;
    live.until("#standing").await;
    for (form, status, words) in [
        ("action=send&text=+", StatusCode::UNPROCESSABLE_ENTITY, "There is nothing in it to send"),
        (
            &*format!("action=send&text={}", "a".repeat(4_097)),
            StatusCode::UNPROCESSABLE_ENTITY,
            "4096 characters at most",
        ),
        (
            &*format!("action=send&text=mine{}", "%0Aa".repeat(10)),
            StatusCode::UNPROCESSABLE_ENTITY,
            "too many messages: 10 at most",
        ),
        (
            &*format!("action=send&text=mine{}", "%0Aa".repeat(10)),
            StatusCode::UNPROCESSABLE_ENTITY,
            "aria-invalid=\"true\">\nmine\na\n",
        ),
    ] {
        let answer = stage.post(&address, form).await;
        assert_eq!(answer.status, status);
        assert!(answer.body.contains(words), "{words} is not in {}", answer.body);
    }
    let fly = stage.post(&address, "action=fly").await;
    assert_eq!(fly.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stage.post("/inbox/x", "action=send").await.status, StatusCode::NOT_FOUND);
    stage.post(&address, "action=send&text=maybe+later").await;
    live.until("You changed it and allowed it").await;
    live.until("Delivered").await;
    assert_eq!(stage.twins_words().await, ["maybe later"]);
}

#[tokio::test]
async fn what_was_sent_is_taken_back_from_the_chats_page() {
    let stage = Stage::prepared(async |store: &Store, owner: OwnerId, account| {
        let mut tx = store.begin(owner).await.unwrap();
        asks(&mut tx, account).await;
        sent(&mut tx, &reply(1, account, ReplyState::Waiting, &["го"]), 2).await;
        tx.decided_up_to(account, ANNA, MessageId(1)).await.unwrap();
        tx.set_mode(account, ANNA, Some(Mode::Draft)).await.unwrap();
        tx.commit().await.unwrap();
    })
    .await;
    let address = format!("/inbox/{}", reply(1, stage.account, ReplyState::Sent, &[]).id);
    let chat = stage.chat();
    let mut live = stage.follow(&format!("/events?account={}&chat=7", stage.account), None).await;
    live.until("Take back").await;
    for page in ["/inbox", &chat] {
        let page = stage.get(page).await.body;
        assert!(page.contains("Take back") && page.contains(&address), "{page}");
    }
    // The connection may be a moment behind.
    let undone = async {
        while stage.post(&address, "action=undo").await.status == StatusCode::BAD_GATEWAY {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), undone).await.unwrap();
    let read = live.until("You took it back").await + &live.until("Taken back a step").await;
    assert!(read.contains("<hx-partial hx-target=\"#messages\""), "{read}");
    assert!(read.contains("from “Ask me” to “Watch”"), "{read}");
    assert!(stage.twins_words().await.is_empty());
    let page = stage.get(&chat).await.body;
    assert!(!page.contains("Take back<") && page.contains("Taken back a step after"), "{page}");
}

/// A site where a twin has earned a countdown.
async fn earned() -> Stage {
    Stage::prepared(async |store: &Store, owner: OwnerId, account| {
        let mut tx = store.begin(owner).await.unwrap();
        asks(&mut tx, account).await;
        for number in 1..=20 {
            let reply = reply(number, account, ReplyState::Waiting, &["го"]);
            sent(&mut tx, &reply, 100 + i32::from(number)).await;
            if number <= 2 {
                tx.say_of_reply(reply.id, OwnerWord::Edited).await.unwrap();
            }
        }
        tx.decided_up_to(account, ANNA, MessageId(1)).await.unwrap();
        tx.set_mode(account, ANNA, Some(Mode::Draft)).await.unwrap();
        tx.commit().await.unwrap();
    })
    .await
}

#[tokio::test]
async fn more_is_offered_with_its_evidence_and_given_by_one_click() {
    let stage = earned().await;
    let (chat, answer) = (stage.chat(), format!("{}/earned", stage.chat()));
    for page in ["/inbox", &chat] {
        let page = stage.get(page).await.body;
        assert!(page.contains("18 of 20 drafts sent unchanged."), "{page}");
        assert!(page.contains("after a countdown?"), "{page}");
    }
    let other = stage.post(&answer, "answer=auto").await;
    assert_eq!(other.status, StatusCode::CONFLICT, "that is not on offer");
    assert!(other.body.contains("no longer on offer"));
    let fly = stage.post(&answer, "answer=fly").await;
    assert_eq!(fly.status, StatusCode::UNPROCESSABLE_ENTITY);
    let given = stage.post(&answer, "answer=countdown").await;
    assert_eq!(given.status, StatusCode::SEE_OTHER);
    let view = stage.engine.chat(stage.account, ANNA, 0).await.unwrap().unwrap();
    assert_eq!(view.mode, Mode::Countdown);
    assert!(!stage.get("/inbox").await.body.contains("sent unchanged"));
}

#[tokio::test]
async fn not_now_is_heard() {
    let stage = earned().await;
    let answer = format!("{}/earned", stage.chat());
    assert_eq!(stage.post(&answer, "answer=not-now").await.location.as_deref(), Some("/inbox"));
    for page in ["/inbox", &stage.chat()] {
        assert!(!stage.get(page).await.body.contains("after a countdown?"), "{page}");
    }
    // How it does is told all the same.
    assert!(stage.get(&stage.chat()).await.body.contains("18 of 20 drafts sent unchanged."));
    let nowhere = format!("/accounts/{}/chats/99/earned", stage.account);
    assert_eq!(stage.post(&nowhere, "answer=not-now").await.status, StatusCode::NOT_FOUND);
}
