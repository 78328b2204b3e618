//! What a twin remembers and asks, from the owner's side.

use axum::http::StatusCode;
use domain::MessageId;
use engine::Asking;

use crate::stage::{ANNA, HOSTILE, Stage};

impl Stage {
    fn memory(&self) -> String {
        format!("/accounts/{}/chats/{ANNA}/memory", self.account)
    }

    fn about(&self) -> String {
        format!("/accounts/{}/about", self.account)
    }

    async fn asks(&self, text: &str) -> domain::QuestionId {
        let asking = Asking {
            account: self.account,
            chat: ANNA,
            answers: MessageId(1),
            text: text.to_owned(),
            proposed: vec!["в семь".to_owned()],
            rule: "figures".to_owned(),
        };
        self.engine.ask_owner(asking).await.unwrap()
    }
}

/// The address of the first thing on a page whose address begins so.
fn first(page: &str, begins: &str) -> String {
    let found = page.split('"').find(|part| part.starts_with(begins));
    found.unwrap_or_else(|| panic!("{begins} is not in {page}")).to_owned()
}

#[tokio::test]
async fn a_fact_is_written_down_put_right_made_general_and_erased() {
    let stage = Stage::set().await;
    let page = stage.memory();
    let chat = stage.get(&format!("/accounts/{}/chats/{ANNA}", stage.account)).await.body;
    assert!(chat.contains(&format!("href=\"{page}\"")), "the chat leads there");
    let empty = stage.get(&page).await.body;
    assert!(empty.contains("What the twin remembers of Анна"), "{empty}");
    assert!(empty.contains("Nothing is remembered yet"));
    let mut live = stage.follow(&format!("{page}/events"), None).await;
    live.until("Nothing is remembered yet").await;

    let answer = stage.post(&page, "text=loves+rain").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location.as_deref(), Some(page.as_str()));
    live.until("loves rain").await;
    let shown = stage.get(&page).await.body;
    assert!(shown.contains("loves rain") && shown.contains("your words"), "{shown}");

    let fact = first(&shown, &format!("/accounts/{}/facts/", stage.account));
    let place = format!("place={ANNA}");
    let answer = stage.post(&fact, &format!("{place}&action=correct&text=loves+snow")).await;
    assert_eq!(answer.location.as_deref(), Some(page.as_str()));
    live.until("loves snow").await;
    let about = stage.get(&stage.about()).await.body;
    assert!(!about.contains("loves snow"), "it is of one chat");
    stage.post(&fact, &format!("{place}&action=general")).await;
    let about = stage.get(&stage.about()).await.body;
    assert!(about.contains("loves snow") && about.contains("known in all chats"), "{about}");
    let answer = stage.post(&fact, "place=about&action=erase").await;
    assert_eq!(answer.location, Some(stage.about()));
    assert!(!stage.get(&stage.about()).await.body.contains("loves snow"));
    let again = stage.post(&fact, "place=about&action=erase").await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_the_twin_may_not_say_is_marked_so() {
    let stage = Stage::set().await;
    let account = stage.get(&format!("/accounts/{}", stage.account)).await.body;
    assert!(account.contains(&format!("href=\"{}\"", stage.about())), "the account leads there");
    stage.post(&stage.about(), "text=my+birthday+is+in+June&said=yes").await;
    let said = stage.get(&stage.about()).await.body;
    assert!(said.contains("my birthday is in June") && !said.contains("never said"), "{said}");
    stage.post(&stage.about(), "text=looks+for+a+job").await;
    assert!(stage.get(&stage.about()).await.body.contains("never said"));
}

#[tokio::test]
async fn what_cannot_be_stored_is_told_beside_the_field() {
    let stage = Stage::set().await;
    let long = format!("text={}", "a".repeat(201));
    for (form, words) in [
        ("text=+", "There is nothing in it to remember."),
        (long.as_str(), "This is too long: 200 characters are the most."),
    ] {
        let answer = stage.post(&stage.memory(), form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(words), "{}", answer.body);
    }
    assert_eq!(stage.post(&stage.memory(), "x=1").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let hostile = format!("text={}", HOSTILE.replace('<', "%3C").replace('>', "%3E"));
    stage.post(&stage.memory(), &hostile).await;
    let shown = stage.get(&stage.memory()).await.body;
    assert!(shown.contains("&lt;script&gt;alert(1)") && !shown.contains(HOSTILE), "{shown}");
    let fact = first(&shown, &format!("/accounts/{}/facts/", stage.account));
    for form in ["place=about&action=fly", "place=nowhere&action=erase"] {
        assert_eq!(stage.post(&fact, form).await.status, StatusCode::NOT_FOUND, "{form}");
    }
    for nowhere in [
        format!("/accounts/{}/chats/99/memory", stage.account),
        "/accounts/01J0000000000000000000000A/about".to_owned(),
        "/accounts/x/about".to_owned(),
    ] {
        assert_eq!(stage.get(&nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
        assert_eq!(stage.post(&nowhere, "text=a").await.status, StatusCode::NOT_FOUND);
        let live = stage.get(&format!("{nowhere}/events")).await.status;
        assert_eq!(live, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn a_question_appears_and_its_answer_is_remembered() {
    let stage = Stage::set().await;
    let none = stage.get("/questions").await.body;
    assert!(none.contains("No question is open"), "{none}");
    let mut live = stage.follow("/questions/events", None).await;
    live.until("No question is open").await;
    let id = stage.asks("во сколько завтра?").await;
    live.until("во сколько завтра?").await;
    let shown = stage.get("/questions").await.body;
    for part in ["Анна", "во сколько завтра?", "в семь"] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    let question = format!("/questions/{id}");
    let empty = stage.post(&question, "action=answer&text=").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("во сколько завтра?"), "it stays open");
    let again = stage.get(&question).await;
    assert!(again.status == StatusCode::OK && again.body.contains("во сколько завтра?"));
    let long = format!("в восемь {}", "и ещё ".repeat(800));
    let long = stage.post(&question, &format!("action=answer&text={long}")).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.body.contains("4096 characters are the most"), "{}", long.body);
    assert!(long.body.contains(">в восемь и ещё"), "what was typed stays: {}", long.body);
    let answer = stage.post(&question, "action=answer&text=at+eight").await;
    assert_eq!(answer.location.as_deref(), Some("/questions"));
    let memory = stage.get(&stage.memory()).await.body;
    assert!(memory.contains("— at eight") && memory.contains("your answer"), "{memory}");

    let closed = stage.get("/questions").await.body;
    assert!(closed.contains("Your answer was not sent"), "{closed}");
    let late = stage.post(&question, "action=answer&text=at+nine").await;
    assert!(late.body.contains("This question is no longer open."), "{}", late.body);
    assert!(late.body.contains(">at nine<"), "it is not lost: {}", late.body);
    let another = stage.asks("а где?").await;
    let answer = stage.post(&format!("/questions/{another}"), "action=drop").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let dropped = stage.get("/questions").await.body;
    assert!(dropped.contains("You did not want to answer."), "{dropped}");
    assert_eq!(stage.post("/questions/x", "action=drop").await.status, StatusCode::NOT_FOUND);
}
