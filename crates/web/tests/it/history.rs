//! Reading an account's own history, from its page.

use axum::http::StatusCode;

use crate::stage::Stage;

#[tokio::test]
async fn a_button_has_the_history_read_and_the_page_follows() {
    let stage = Stage::set().await;
    let page = format!("/accounts/{}", stage.account);
    let before = stage.get(&page).await.body;
    assert!(before.contains("Read my history from Telegram"), "{before}");
    let mut live = stage.follow(&format!("/events?account={}", stage.account), None).await;
    let answer = stage.post(&format!("{page}/history"), "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location.as_deref(), Some(page.as_str()));
    live.until("Your history was read from Telegram: 0 messages in 0 chats.").await;
    let after = stage.get(&page).await.body;
    assert!(after.contains("Your history was read"), "{after}");
    assert!(after.contains("Read my history from Telegram"), "and again, if wanted: {after}");
}

#[tokio::test]
async fn the_history_of_nobody_is_not_read() {
    let stage = Stage::set().await;
    for account in ["01J0000000000000000000000A", "x"] {
        let answer = stage.post(&format!("/accounts/{account}/history"), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{account}");
    }
}
