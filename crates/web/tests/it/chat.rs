//! What the owner writes in a chat: to the other side, and for themselves.

use axum::http::StatusCode;
use domain::MessengerError;
use engine::LONGEST_NOTE;

use crate::stage::{ANNA, Answer, HOSTILE, NOW, Stage};

const KEY: &str = "0123456789abcdef0123456789abcdef";

impl Stage {
    fn talk(&self) -> String {
        format!("/accounts/{}/chats/{ANNA}", self.account)
    }

    async fn says(&self, text: &str, key: &str) -> Answer {
        self.post(&format!("{}/say", self.talk()), &format!("text={text}&key={key}")).await
    }

    /// As a page sends it that stays open.
    async fn says_by_htmx(&self, text: &str, key: &str) -> Answer {
        self.post_by_htmx(&format!("{}/say", self.talk()), &format!("text={text}&key={key}")).await
    }

    fn sent(&self) -> Vec<String> {
        self.telegram().sent.lock().unwrap().iter().map(|(_, text, _)| text.clone()).collect()
    }

    fn refuses(&self, error: MessengerError) {
        self.telegram().refusals.lock().unwrap().push(error);
    }
}

/// The key of the form on a page.
fn key_of(page: &str) -> &str {
    let key = page.split("name=\"key\" value=\"").nth(1).expect("a form");
    key.split('"').next().unwrap()
}

#[tokio::test]
async fn what_the_owner_writes_is_sent_once_under_its_key() {
    let stage = Stage::set().await;
    let mut live = stage.follow(&live_of(&stage), None).await;
    let page = stage.get(&stage.talk()).await.body;
    let key = key_of(&page).to_owned();
    assert_eq!(key.len(), 32);
    assert_ne!(key_of(&stage.get(&stage.talk()).await.body), key, "each page has its own");
    for _ in 0..2 {
        let answer = stage.says("I+am+here", &key).await;
        assert_eq!((answer.status, answer.location), (StatusCode::SEE_OTHER, Some(stage.talk())));
    }
    assert_eq!(stage.sent(), ["I am here"]);
    // It stands in the talk as the owner's, and the field is there for more.
    assert!(live.until("I am here").await.contains("bubble mine"));
    let next = stage.says_by_htmx("And+more", KEY).await;
    assert_eq!(next.status, StatusCode::OK);
    assert!(next.body.starts_with("<form") && !next.body.contains("And more"), "{}", next.body);
    assert_ne!(key_of(&next.body), KEY);
    assert_eq!(stage.sent(), ["I am here", "And more"]);
}

#[tokio::test]
async fn what_was_changed_after_a_try_is_sent_once_too() {
    let stage = Stage::set().await;
    for text in ["first", "changed%0D%0Atext"] {
        // As where no answer came: nobody waits for one here, the clock stands.
        stage.refuses(MessengerError::Refused { reason: "CHAT_WRITE_FORBIDDEN".to_owned() });
        let answer = stage.says_by_htmx(text, KEY).await;
        assert_eq!(key_of(&answer.body), KEY);
    }
    for _ in 0..2 {
        stage.says("changed%0D%0Atext", KEY).await;
    }
    assert_eq!(stage.sent(), ["changed\ntext"]);
    let reloaded = stage.get(&format!("{}/say", stage.talk())).await;
    assert_eq!(reloaded.location, Some(stage.talk()));
}

fn live_of(stage: &Stage) -> String {
    format!("/events?account={}&chat={ANNA}", stage.account)
}

#[tokio::test]
async fn what_is_not_sent_stays_in_the_field_under_its_key() {
    let stage = Stage::set().await;
    let refused = MessengerError::Refused { reason: "CHAT_WRITE_FORBIDDEN".to_owned() };
    stage.refuses(refused);
    let answer = stage.says_by_htmx("%3Cscript%3E", KEY).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.body.contains("CHAT_WRITE_FORBIDDEN") && answer.body.contains("&lt;script&gt;"));
    assert_eq!(key_of(&answer.body), KEY);
    stage.refuses(MessengerError::Refused { reason: "PEER_ID_INVALID".to_owned() });
    let not_met = stage.says_by_htmx("%3Cscript%3E", KEY).await;
    assert_eq!(not_met.status, StatusCode::NOT_FOUND);
    assert!(not_met.body.contains("from an import only"), "{}", not_met.body);
    assert!(not_met.body.contains("&lt;script&gt;"), "what was written is not lost");
    // What was changed meanwhile is another message, and is not kept back by the first one's key.
    stage.says_by_htmx("changed", KEY).await;
    assert_eq!(stage.sent(), ["changed"]);
    let long = "a".repeat(4_097);
    for (text, told) in [("+", "Write something first"), (long.as_str(), "too long")] {
        let answer = stage.says(text, KEY).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(told) && answer.body.contains("id=\"messages\""), "{told}");
    }
    assert_eq!(stage.says("x", "no-key").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = format!("/accounts/{}/chats/99/say", stage.account);
    let nobody = stage.post(&nobody, &format!("text=x&key={KEY}")).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_telegram_has_limited_is_told_below_the_field() {
    let stage = Stage::set().await;
    stage.refuses(MessengerError::Restricted { reason: "PEER_FLOOD".to_owned() });
    for told in ["PEER_FLOOD", "say in the alert that you have seen it"] {
        let answer = stage.says_by_htmx("hello", KEY).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.body.contains(told), "{}", answer.body);
    }
    assert!(stage.sent().is_empty());
}

#[tokio::test]
async fn a_note_is_kept_for_its_owner() {
    let stage = Stage::set().await;
    let note = format!("{}/note", stage.talk());
    assert!(!stage.get(&stage.talk()).await.body.contains("noted"));
    let hostile = HOSTILE.replace('<', "%3C").replace('>', "%3E");
    let saved = stage.post(&note, &format!("text={hostile}%0D%0Atulips")).await;
    assert_eq!(saved.location, Some(stage.talk()));
    let kept = stage.engine.chat_note(stage.account, ANNA).await.unwrap().unwrap();
    assert_eq!((kept.text, kept.changed_at), (format!("{HOSTILE}\ntulips"), NOW));
    let page = stage.get(&stage.talk()).await.body;
    assert!(page.contains("noted") && page.contains("tulips") && !page.contains(HOSTILE));
    let long = stage.post(&note, &format!("text={}", "a".repeat(LONGEST_NOTE + 1))).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.body.contains("4000 characters"));
    assert!(long.body.starts_with("<!DOCTYPE html>") && long.body.contains("id=\"messages\""));
    assert_eq!(stage.get(&note).await.location, Some(stage.talk()));
    // What the twin is told is kept as a note too, and lost nowhere if it is too long for a fact.
    let memory = format!("{}/memory", stage.talk());
    let told = stage.post(&memory, "of=note&text=likes+tulips").await;
    assert_eq!(told.location.as_deref(), Some(&*memory));
    assert!(stage.get(&memory).await.body.contains("likes tulips"));
    let far = "b".repeat(201);
    let refused = stage.post(&memory, &format!("of=note&text={far}")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains(&format!("value=\"{far}\"")), "{}", refused.body);
    assert_eq!(stage.engine.chat_note(stage.account, ANNA).await.unwrap().unwrap().text, far);
    stage.post(&note, "text=+").await;
    assert_eq!(stage.engine.chat_note(stage.account, ANNA).await.unwrap(), None);
    let nobody = format!("/accounts/{}/chats/99/note", stage.account);
    assert_eq!(stage.post(&nobody, "text=x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_chosen() {
    let stage = Stage::set().await;
    let account = format!("/accounts/{}", stage.account);
    for (path, form) in [
        ("/language".to_owned(), "lang=xx&back=/"),
        ("/theme".to_owned(), "theme=xx&back=/"),
        (format!("{account}/mode"), "mode=xx"),
        (format!("{}/mode", stage.talk()), "mode=xx"),
    ] {
        let answer = stage.post(&path, form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.body.contains("There is no such choice"), "{path}");
    }
    let days = stage.get("/statistics?days=0").await;
    assert_eq!(days.status, StatusCode::UNPROCESSABLE_ENTITY);
}
