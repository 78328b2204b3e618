//! Live streams: nothing is lost, nothing of another chat comes, and messages stay text.

use std::sync::atomic::Ordering;

use web::{PhoneChange, PhoneEvent};

use crate::stage::{ANNA, HOSTILE, Stage, last_id};

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
async fn the_demo_shows_the_phone_and_the_twin_in_one_stream() {
    let stage = Stage::set().await;
    let mut live = stage.follow("/demo/7/events", None).await;
    live.until("hx-target=\"#phone\"").await;
    let sent = stage.post("/demo/7/messages", "text=+%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82+").await;
    assert_eq!(sent.location.as_deref(), Some("/demo/7"), "works without scripts");
    let read = live.until("id=\"p-1\"").await;
    assert!(read.contains("<p class=\"text\">привет</p>"), "{read}");

    let change = PhoneChange::Typing(true);
    stage.phone.events.send(PhoneEvent { contact: ANNA, change }).unwrap();
    live.until("class=\"types\"").await;
    stage.anna_writes(11, "привет");
    let read = live.until(SILENT).await;
    assert!(!read.contains("#messages"), "the demo has no such list");
}

#[tokio::test]
async fn a_demo_is_drawn_with_nobody_typing_and_ends_with_its_phone() {
    let stage = Stage::set().await;
    let mut live = stage.follow("/demo/7/events", None).await;
    let drawn = live.until("hx-target=\"#phone\"").await;
    let nobody_types = "hx-target=\"#phone-now\" hx-swap=\"innerHTML\"></hx-partial>";
    assert!(drawn.contains(nobody_types), "{drawn}");
    stage.phone.is_dead.store(true, Ordering::Relaxed);
    stage.follow("/demo/7/events", None).await.end().await;
}

#[tokio::test]
async fn a_phone_that_fails_is_told_about_on_the_open_page() {
    let stage = Stage::set().await;
    let request = axum::http::Request::post("/demo/7/messages")
        .header("host", "127.0.0.1:8080")
        .header("hx-request", "true")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("text=fail".into())
        .unwrap();
    let answer = crate::stage::read(stage.send(request).await).await;
    assert_eq!(answer.status, axum::http::StatusCode::BAD_GATEWAY);
    assert!(answer.body.starts_with("<hx-partial hx-target=\"#notices\""), "{}", answer.body);
    assert!(answer.body.contains("The message could not be sent"));
}
