//! History and statistics: found, kept as a file, erased, counted.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::{AccountId, Author, Content, Message, MessageId, OwnerId, PeerId};
use store::Store;

use crate::stage::{ANNA, NOW, Stage, read};

fn said(id: i32, author: Author, text: &str) -> Message {
    Message {
        chat: ANNA,
        id: MessageId(id),
        author,
        sender: if author == Author::Other { ANNA } else { PeerId(500) },
        sent_at: NOW - std::time::Duration::from_secs(1_000 - u64::from(id.unsigned_abs())),
        content: Content::Text { text: text.to_owned() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

async fn talk(store: &Store, owner: OwnerId, account: AccountId) {
    let mut tx = store.begin(owner).await.unwrap();
    let mut messages = vec![
        said(1, Author::Other, "где ключи от дачи?"),
        said(2, Author::Owner, "ключ у соседа"),
        said(3, Author::Other, "=спасибо <b>"),
        said(4, Author::Twin, "не за что"),
    ];
    messages.extend((5..65).map(|id| said(id, Author::Other, &format!("номер {id}"))));
    tx.insert_messages(account, &messages).await.unwrap();
    tx.commit().await.unwrap();
}

impl Stage {
    /// What htmx gets while somebody types.
    async fn typed(&self, path: &str) -> String {
        let request = Request::get(path)
            .header(header::HOST, "127.0.0.1:8080")
            .header("hx-request", "true")
            .body(Body::empty());
        read(self.send(request.unwrap()).await).await.body
    }
}

#[tokio::test]
async fn messages_are_found_by_words_and_by_what_is_chosen() {
    let stage = Stage::prepared(talk).await;
    let page = stage.get("/history?q=%D0%BA%D0%BB%D1%8E%D1%87").await.body;
    assert!(page.contains("где <mark>ключи</mark> от дачи?"), "{page}");
    assert!(page.contains("<mark>ключ</mark> у соседа") && !page.contains("номер"), "{page}");
    assert!(page.contains(&format!("/accounts/{}/chats/{ANNA}", stage.account)));
    let own = stage.get("/history?q=%D0%BA%D0%BB%D1%8E%D1%87&by=owner").await.body;
    assert!(own.contains("у соседа") && !own.contains("от дачи"), "{own}");
    // A beginning, to htmx alone.
    let typed = stage.typed("/history?q=%D1%81%D0%BF%D0%B0").await;
    assert!(typed.starts_with("<section") && typed.contains("<mark>спасибо</mark>"), "{typed}");
    assert!(typed.contains("&lt;b&gt;"), "{typed}");
    let nothing = stage.get("/history?q=%D0%BA%D0%BB&kind=voice").await.body;
    assert!(nothing.contains("No such message is kept here."), "{nothing}");
    let page = stage.get(&format!("/history?chat={ANNA}&account={}", stage.account)).await.body;
    assert!(page.contains("<option value=\"7\" selected>Анна</option>"), "{page}");
    let gone = stage.get("/history?chat=99").await.body;
    assert!(gone.contains("<option value=\"99\" selected>Only in one chat</option>"), "{gone}");
}

#[tokio::test]
async fn a_found_message_is_opened_among_what_was_said_around_it() {
    let stage = Stage::prepared(talk).await;
    let chat = format!("/accounts/{}/chats/{ANNA}", stage.account);
    let found = stage.get("/history?q=%D0%BA%D0%BB%D1%8E%D1%87").await.body;
    assert!(found.contains(&format!("href=\"{chat}?at=2#m-2\"")), "{found}");
    let around = stage.get(&format!("{chat}?at=2")).await.body;
    for (id, stands) in [(1, true), (2, true), (32, true), (33, false), (64, false)] {
        assert_eq!(around.contains(&format!("id=\"m-{id}\"")), stands, "{id}: {around}");
    }
    assert!(around.contains("To the latest messages") && around.contains("&amp;at=2\""));
    let mut live =
        stage.follow(&format!("/events?account={}&chat=7&at=2", stage.account), None).await;
    let read = live.until("hx-target=\"#standing\"").await;
    assert!(read.contains("id=\"m-2\"") && !read.contains("id=\"m-64\""), "{read}");
    let latest = stage.get(&format!("{chat}?at=x")).await.body;
    assert!(latest.contains("id=\"m-64\"") && !latest.contains("To the latest"), "{latest}");
    let search = format!("href=\"/history?account={}&amp;chat={ANNA}\"", stage.account);
    assert!(latest.contains(&search), "{latest}");
}

#[tokio::test]
async fn what_is_older_stands_on_the_next_page() {
    let stage = Stage::prepared(talk).await;
    let first = stage.get("/history").await.body;
    assert!(first.contains("номер 64") && !first.contains("номер 14"), "{first}");
    let older = first.split("href=\"/history?after=").nth(1).unwrap().split('"').next().unwrap();
    let second = stage.get(&format!("/history?after={older}")).await.body;
    assert!(second.contains("номер 14") && second.contains("у соседа"), "{second}");
    assert!(!second.contains("Older messages"), "{second}");
}

#[tokio::test]
async fn a_filter_that_cannot_be_is_told_of() {
    let stage = Stage::prepared(talk).await;
    for (query, told) in [
        ("from=2026-13-01", "write them as 2026-11-26"),
        ("from=2026-03-02&to=2026-03-01", "write them as 2026-11-26"),
        ("account=x", "not there any more"),
        ("by=nobody", "not there any more"),
        ("after=1.2", "not there any more"),
    ] {
        let answer = stage.get(&format!("/history?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(answer.body.contains(told), "{query}: {}", answer.body);
        let part = stage.typed(&format!("/history?{query}")).await;
        assert!(part.contains(told), "{part}");
    }
    let long = stage.get(&format!("/history?q={}", "a".repeat(1_001))).await;
    assert!(long.body.contains("too long to look for"), "{}", long.body);
}

#[tokio::test]
async fn what_was_found_is_kept_as_a_table_or_for_programs() {
    let stage = Stage::prepared(talk).await;
    let table = stage.get("/history/export?format=csv").await;
    assert_eq!(table.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8; header=present");
    let attached = table.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(attached, "attachment; filename=\"history.csv\"");
    assert_eq!(table.body.lines().count(), 65);
    assert!(table.body.starts_with("\u{feff}account,"), "or a spreadsheet takes it for Latin");
    assert!(table.body.contains(",other,7,text,'=спасибо <b>"), "{}", table.body);
    let found = stage.get("/history/export?format=json&q=%D0%BA%D0%BB%D1%8E%D1%87").await;
    let found: Vec<serde_json::Value> = serde_json::from_str(&found.body).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!((&found[0]["text"], &found[0]["title"]), (&"ключ у соседа".into(), &"Анна".into()));
    for wrong in ["format=xml", "", "format=csv&by=nobody"] {
        let answer = stage.get(&format!("/history/export?{wrong}")).await;
        assert!(answer.status.is_client_error(), "{wrong}: {}", answer.status);
    }
}

#[tokio::test]
async fn what_was_found_is_erased_after_asking_and_the_rest_stays() {
    let stage = Stage::prepared(talk).await;
    let query = "q=%D0%BA%D0%BB%D1%8E%D1%87";
    let asked = stage.get(&format!("/history/erase?{query}")).await.body;
    assert!(
        asked.contains("2 messages will be erased.") && !asked.contains("No filter"),
        "{asked}"
    );
    assert!(stage.get("/history").await.body.contains("номер 64"), "asking erases nothing");
    assert!(stage.get("/history/erase").await.body.contains("No filter is set"));
    let done = stage.post("/history/erase", query).await;
    assert!(done.body.contains("2 messages were erased"), "{}", done.body);
    let back = "name=\"back\" value=\"/history\"";
    assert!(done.body.contains(back), "a switch of the language erases no more: {}", done.body);
    let left = stage.get(&format!("/history?{query}")).await.body;
    assert!(left.contains("No such message"), "{left}");
    let rest = stage.get("/history/export?format=csv").await.body;
    assert_eq!(rest.lines().count(), 63);
    // The twin has learnt from the owner's answer, and has forgotten it.
    let account = stage.engine.account(stage.account).await.unwrap().unwrap();
    assert_eq!(account.exemplars, 0);
}

#[tokio::test]
async fn where_nothing_happened_no_empty_chart_is_drawn() {
    let stage = Stage::set().await;
    let page = stage.get("/statistics").await.body;
    assert!(page.contains("No messages in these days."), "{page}");
    assert!(!page.contains("aria-label=\"Messages. ") && !page.contains("class=\"legend\""));
}

#[tokio::test]
async fn what_happened_is_counted_and_can_be_read_as_a_table() {
    let stage = Stage::prepared(talk).await;
    let page = stage.get("/statistics").await.body;
    assert!(page.contains("62 received, 1 by you, 1 by your twin"), "{page}");
    assert!(page.contains("<th scope=\"row\">15 Jul 2026</th><td>62</td><td>1</td><td>1</td>"));
    assert!(page.contains(&format!("/accounts/{}/chats/{ANNA}\">Анна</a>", stage.account)));
    // Whoever cannot see the chart is read the same.
    assert!(page.contains("aria-label=\"Messages. "), "{page}");
    for (days, is_choice) in [("7", true), ("365", true), ("5", false), ("0", false), ("x", false)]
    {
        let answer = stage.get(&format!("/statistics?days={days}")).await;
        assert_eq!(answer.status.is_success(), is_choice, "{days}");
    }
    assert_eq!(stage.get("/statistics?account=x").await.status, StatusCode::NOT_FOUND);
}
