//! Which model writes, as its owner sets it in a browser.

use std::time::Duration;

use axum::http::StatusCode;

use crate::maker::Refused;
use crate::stage::{NOW, Stage};

#[tokio::test]
async fn without_a_choice_the_page_says_that_there_is_no_model() {
    let stage = Stage::set().await;
    let page = stage.get("/model").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("No model: recall mode."));
    assert!(page.body.contains("so it is by default") && !page.body.contains("the settings say"));
    assert!(!page.body.contains("/model/try"));
}

#[tokio::test]
async fn a_model_is_chosen_with_its_key_tried_and_given_up_and_the_key_is_never_shown() {
    let stage = Stage::set().await;
    let form = "model=locked%3Aa&fallback=&key=sk-secret-1&tokens_per_day=1000&without=silence";
    let chosen = stage.post("/model", form).await;
    assert_eq!(chosen.location.as_deref(), Some("/model"), "{}", chosen.body);
    let page = stage.get("/model").await;
    assert!(page.body.contains("<code>fake:model</code>"));
    assert!(page.body.contains(r#"value="locked:a""#));
    assert!(page.body.contains(r#"value="1000""#));
    assert!(!page.body.contains("sk-secret"));

    let tried = stage.post("/model/try", "").await;
    assert!(tried.body.contains("Not bad."), "{}", tried.body);
    assert!(tried.body.contains("120 tokens read, 8 written"), "{}", tried.body);
    assert!(tried.body.contains("Today: 120 tokens read"));
    assert!(
        tried.body.contains("name=\"back\" value=\"/model\""),
        "after a switch of the language"
    );
    assert_eq!(stage.get("/model/try").await.location.as_deref(), Some("/model"));

    // An empty field keeps the key; forgetting it ends the model.
    stage.post("/model", "model=locked%3Ab&key=").await;
    assert!(stage.get("/model").await.body.contains("<code>fake:model</code>"));
    let forgotten = stage.post("/model/key", "forget=locked&model=locked%3Ab").await;
    assert_eq!(forgotten.location.as_deref(), Some("/model"), "{}", forgotten.body);
    let again = stage.post("/model/key", "forget=locked").await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "there is none any more");
    let page = stage.get("/model").await;
    assert!(page.body.contains("locked needs a key"));
    assert!(page.body.contains("needed, and not set"));

    stage.post("/model/settings", "").await;
    let page = stage.get("/model").await;
    assert!(page.body.contains("No model: recall mode.") && !page.body.contains("locked"));
}

#[tokio::test]
async fn a_model_that_gives_no_answer_is_told_of_with_why_until_when_and_what_to_do() {
    let stage = Stage::set().await;
    stage.post("/model", "model=open%3Aa").await;
    assert!(!stage.get("/model").await.body.contains("last asked"));
    stage.maker.refuses(Refused::Limited(NOW + Duration::from_secs(600)));
    let page = stage.get("/model").await.body;
    let until = "It is left alone until <time datetime=\"2026-07-15T12:10:00Z\"";
    for told in ["asked too often", until, "Until then recall mode answers", "raise the limit"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    stage.maker.refuses(Refused::Key);
    let page = stage.get("/model").await.body;
    for told in ["does not take the key", "asked again for the next reply", "Enter another key"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("left alone"), "{page}");
}

#[tokio::test]
async fn the_demo_says_who_writes() {
    let stage = Stage::set().await;
    assert!(stage.get("/demo").await.body.contains("no AI model"));
    stage.post("/model", "model=open%3Aa").await;
    let page = stage.get("/demo").await.body;
    assert!(page.contains("a model writes for it: <code>fake:model</code>"), "{page}");
    assert!(!page.contains("no AI model") && !page.contains("no internet"), "{page}");
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_and_what_was_typed_stays() {
    let stage = Stage::set().await;
    for (form, told) in [
        ("model=locked%3Aa", "locked needs a key"),
        ("model=open%3Aa&tokens_per_day=many", "not “many”"),
        ("model=open%3Aa&candidates=999", "a whole number from 1 to 16"),
        ("model=open%3Aa&timeout_s=999", "a whole number from 1 to 600"),
        ("model=open%3Aa&money_per_day=1", "A budget in money needs prices"),
        ("model=&fallback=open%3Ab", "no model to fall back from"),
    ] {
        let refused = stage.post("/model", form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(refused.body.contains(told), "{form}: {}", refused.body);
        assert!(!form.contains("open%3Aa") || refused.body.contains(r#"value="open:a""#));
    }
    assert!(stage.get("/model").await.body.contains("No model: recall mode."));
}

#[tokio::test]
async fn what_was_never_explained_is_not_found() {
    let stage = Stage::set().await;
    let account = stage.account;
    for path in ["explained/01ARZ3NDEKTSV4RRFFQ69G5FAV", "explained/x", "chats/99/explained"] {
        let page = stage.get(&format!("/accounts/{account}/{path}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    let list = stage.get(&format!("/accounts/{account}/chats/7/explained")).await;
    assert!(list.body.contains("No model was asked here."));
}
