//! Uploading an export.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::stage::{Answer, Stage, read};

/// An export of the chat of Илья (500) with Анна (7), or of his account with it.
pub(crate) fn export(is_whole: bool, messages: usize) -> String {
    let messages: Vec<String> = (1..=messages)
        .map(|id| {
            let from = if id % 2 == 0 { 500 } else { 7 };
            format!(
                r#"{{"id": {id}, "type": "message", "date_unixtime": "{}", "from": "N{from}",
                    "from_id": "user{from}", "text": "слово {id}"}}"#,
                1_700_000_000 + id * 20
            )
        })
        .collect();
    let chat = format!(
        r#""name": "Анна", "type": "personal_chat", "id": 7, "messages": [{}]"#,
        messages.join(",")
    );
    if !is_whole {
        return format!("{{{chat}}}");
    }
    format!(
        r#"{{"personal_information": {{"user_id": 500, "first_name": "Илья"}},
            "chats": {{"list": [{{{chat}}}]}}}}"#
    )
}

fn part(name: &str, value: &str) -> String {
    format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

impl Stage {
    async fn upload(&self, owner: Option<&str>, file: &str) -> Answer {
        let body = format!(
            "{}--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"result.json\"\r\n\
             Content-Type: application/json\r\n\r\n{file}\r\n--x--\r\n",
            owner.map(|owner| part("owner", owner)).unwrap_or_default()
        );
        self.send_parts(body).await
    }

    /// Answers to whom the file of an import belongs.
    async fn say_whose(&self, import: &str, owner: &str) -> Answer {
        self.send_parts(format!("{}{}--x--\r\n", part("kept", import), part("owner", owner))).await
    }

    async fn send_parts(&self, body: String) -> Answer {
        let request = Request::post("/import")
            .header(header::HOST, "127.0.0.1:8080")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        read(self.send(request.body(Body::from(body)).unwrap()).await).await
    }
}

#[tokio::test]
async fn an_export_is_uploaded_once_and_the_running_twin_learns_from_it() {
    let stage = Stage::set().await;
    assert!(stage.get("/accounts").await.body.contains("href=\"/import\""));
    assert!(stage.get("/import").await.body.contains("multipart/form-data"));
    let mut live = stage.follow(&format!("/events?account={}", stage.account), None).await;
    let answer = stage.upload(None, &export(true, 3_000)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("3000 messages read in 1 chat, 3000 new."), "{}", answer.body);
    live.until("examples learnt").await;
    let account = stage.engine.account(stage.account).await.unwrap().unwrap();
    assert_eq!(account.exemplars, 1_500);
    let again = stage.upload(None, &export(true, 3_000)).await;
    assert!(again.body.contains("0 new."), "{}", again.body);
}

/// The export of a chat of nobody who is known.
fn of_a_stranger() -> String {
    export(false, 4).replace("500", "501")
}

#[tokio::test]
async fn a_chat_is_of_the_author_whose_account_is_known() {
    let stage = Stage::set().await;
    let done = stage.upload(None, &export(false, 4)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(done.body.contains("4 new."), "{}", done.body);
    assert!(done.body.contains("It is the export of Илья"), "{}", done.body);
    assert!(done.body.contains(&format!("href=\"/accounts/{}\"", stage.account)), "{}", done.body);
    let other = stage.upload(Some("7"), &export(true, 4)).await;
    assert!(other.body.contains("is the export of Илья"), "{}", other.body);
}

#[tokio::test]
async fn whose_a_chat_is_is_asked_for_and_the_file_need_not_be_chosen_again() {
    let stage = Stage::set().await;
    let asked = stage.upload(None, &of_a_stranger()).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
    // It is no failure, and whoever left the page can still answer.
    for body in [&asked.body, &stage.get("/import").await.body] {
        assert!(body.contains(r#"name="owner" value="501""#), "{body}");
        assert!(body.contains("need not be chosen again"), "{body}");
        assert!(body.contains("Not brought in yet") && !body.contains(">Failed<"), "{body}");
        assert!(!body.contains("An import has failed"), "{body}");
    }
    let nobody = stage.say_whose("0", "9").await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY, "who wrote nothing in it");
    let done = stage.say_whose("0", "501").await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(done.body.contains("4 new."), "{}", done.body);
    assert!(!done.body.contains("Not brought in yet"), "{}", done.body);
    let again = stage.say_whose("0", "501").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("no longer kept"), "{}", again.body);
}

#[tokio::test]
async fn another_open_page_learns_that_a_file_asks_whose_it_is() {
    let stage = Stage::set().await;
    let mut other = stage.follow("/import/events", None).await;
    let before = other.until("#imports").await;
    assert!(!before.contains(r#"name="kept""#), "{before}");
    stage.upload(None, &of_a_stranger()).await;
    let asked = other.until("waits for your answer above").await;
    assert!(asked.contains(r#"name="kept" value="0""#), "{asked}");
    assert!(asked.contains(r#"name="owner" value="501""#), "{asked}");
    // Once it is said in one of them, neither asks any more.
    assert_eq!(stage.say_whose("0", "501").await.status, StatusCode::OK);
    let told = other.until("Brought in").await;
    let last = told.rsplit(r##"hx-target="#asking""##).next().unwrap();
    assert!(!last.contains(r#"name="kept""#), "{last}");
}

#[tokio::test]
async fn only_the_last_file_is_kept_until_it_is_said_whose_it_is() {
    let stage = Stage::set().await;
    stage.upload(None, &of_a_stranger()).await;
    stage.upload(None, &of_a_stranger()).await;
    assert_eq!(stage.say_whose("0", "501").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = stage.say_whose("1", "501").await;
    assert!(done.body.contains("4 new."), "{}", done.body);
}

#[tokio::test]
async fn what_is_no_export_is_told_from_one_that_is_cut() {
    let stage = Stage::set().await;
    let mut live = stage.follow("/needs/events", None).await;
    let whole = export(true, 10);
    let cut: String = whole.chars().take(whole.chars().count() - 60).collect();
    for (file, said) in [
        ("", "empty"),
        ("<html>", "format HTML"),
        ("PK\u{3}\u{4}", "packed archive"),
        ("{}", "not a Telegram export"),
        ("hello", "not a Telegram export"),
        (&cut, "ends in the middle. The messages before are stored: 9"),
    ] {
        let answer = stage.upload(None, file).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
    }
    // Whatever page is open tells of it, and leads to where it stands why.
    let told = live.until("an import has failed").await;
    assert!(told.contains("href=\"/import\""), "{told}");
    let rest = stage.upload(None, &whole).await;
    assert!(rest.body.contains("1 new."), "{}", rest.body);
    assert!(rest.body.contains("href=\"/try\""), "what is learnt can be tried: {}", rest.body);
    // Whoever comes back later finds what became of each of them.
    let later = stage.get("/import").await.body;
    let (_, list) = later.split_once("id=\"imports\"").expect("the last imports");
    for said in ["format HTML", "packed archive", "ends in the middle", "Brought in", "new: 1"] {
        assert!(list.contains(said), "{said}: {list}");
    }
    let form = stage.post("/import", "file=x").await;
    assert_eq!(form.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_bell_tells_of_an_import_that_failed_until_it_is_put_away() {
    let stage = Stage::set().await;
    let told = "<span>An import has failed</span>";
    // Whoever sends it from a page is told there.
    stage.upload(None, "<html>").await;
    assert!(!stage.get("/model").await.body.contains(told));
    // As a program sends it.
    stage.engine.import(&b"<html>"[..], None).await.unwrap_err();
    let page = stage.get("/model").await.body;
    assert!(page.contains(told), "{page}");
    let seen = stage.post("/needs/imports", "").await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    assert!(!stage.get("/model").await.body.contains(told));
}
