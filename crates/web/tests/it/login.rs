//! Connecting an account through the pages.

use axum::http::StatusCode;

use crate::stage::{Answer, CODE, PASSWORD, Stage};

const PHONE: &str = "step=phone&answer=%2B79001234567";

/// Begins a login; returns its address.
async fn begun(stage: &Stage) -> String {
    let answer = stage.post("/login", PHONE).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location.unwrap()
}

async fn code(stage: &Stage, login: &str, code: &str) -> Answer {
    stage.post(login, &format!("step=code&answer=+{code}+")).await
}

#[tokio::test]
async fn a_phone_a_code_and_a_password_connect_an_account() {
    let stage = Stage::set().await;
    assert!(stage.get("/login").await.body.contains("http://127.0.0.1:4431/accounts"));
    let login = begun(&stage).await;
    let page = stage.get(&login).await.body;
    assert!(page.contains("Enter the code") && page.contains("/accounts/PHONE/code"), "{page}");
    assert!(page.contains("<strong>+79001234567</strong>"), "where the code went: {page}");
    assert!(page.contains("href=\"/login\">Start over"), "a mistyped number is put right: {page}");
    assert_eq!(code(&stage, &login, CODE).await.location.as_ref(), Some(&login));
    let page = stage.get(&login).await.body;
    assert!(page.contains("Enter your password"));
    assert!(page.contains("Your hint: &lt;script&gt;"), "the hint is shown as text");
    let done = stage.post(&login, &format!("step=password&answer={PASSWORD}")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let connected = done.location.unwrap();
    let page = stage.get(&connected).await.body;
    assert!(page.contains("Connected") && page.contains("Новый"), "{page}");
    let names: Vec<String> = stage
        .engine
        .accounts()
        .await
        .unwrap()
        .into_iter()
        .map(|of| of.account.profile.first_name)
        .collect();
    assert_eq!(names, ["Илья", "Новый"]);
    // Whoever goes back, loads a step again or has clicked twice is led on.
    assert_eq!(stage.get(&login).await.location.as_ref(), Some(&connected));
    let twice = stage.post(&login, &format!("step=password&answer={PASSWORD}")).await;
    assert_eq!(twice.location, Some(connected));
    let never = stage.get("/login/00000000000000000000000000000001").await;
    assert_eq!(never.status, StatusCode::GONE);
    assert!(never.body.contains("This login is over"));
    // One's second account has a page of its own, and no first steps.
    let new = stage.engine.accounts().await.unwrap().pop().unwrap().account.id;
    let begun = stage.post(&format!("/accounts/{new}/mode"), "mode=watch&begins=yes").await;
    assert_eq!(begun.location, Some(format!("/accounts/{new}")));
}

#[tokio::test]
async fn a_wrong_number_is_asked_for_again() {
    let stage = Stage::set().await;
    let answer = stage.post("/login", "step=phone&answer=123").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("with the country code"));
    assert!(answer.body.contains("value=\"123\""), "what was typed stays: {}", answer.body);
    let again = answer.body.split("action=\"/login/").nth(1).expect("the form goes on the login");
    let login = format!("/login/{}", again.split('"').next().unwrap());
    assert_eq!(stage.post(&login, PHONE).await.location, Some(login));
}

#[tokio::test]
async fn a_wrong_code_or_password_keeps_the_step() {
    let stage = Stage::set().await;
    let login = begun(&stage).await;
    let wrong = code(&stage, &login, "54321").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("The code is wrong") && wrong.body.contains("Enter the code"));
    assert!(wrong.body.contains("<strong>+79001234567</strong>"), "{}", wrong.body);
    code(&stage, &login, CODE).await;
    let wrong = stage.post(&login, "step=password&answer=dog").await;
    assert!(wrong.body.contains("The password is wrong"));
    assert!(!wrong.body.contains("dog"), "a password is never sent back");
}

#[tokio::test]
async fn an_expired_code_leads_back_to_the_number() {
    let stage = Stage::set().await;
    let login = begun(&stage).await;
    let expired = code(&stage, &login, "00000").await;
    assert!(expired.body.contains("The code is too old"));
    assert!(expired.body.contains("name=\"step\" value=\"phone\""));
}

#[tokio::test]
async fn too_many_attempts_are_told_how_long_to_wait() {
    let stage = Stage::set().await;
    let answer = stage.post("/login", "step=phone&answer=%2B70000000000").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.body.contains("Try again in 3 min"));
}

#[tokio::test]
async fn an_old_page_is_led_to_the_step_that_is_next() {
    let stage = Stage::set().await;
    let login = begun(&stage).await;
    assert_eq!(stage.post(&login, PHONE).await.location, Some(login));
}

#[tokio::test]
async fn a_code_is_shown_and_the_page_goes_on_once_it_is_scanned() {
    let stage = Stage::set().await;
    let answer = stage.post("/login", "answer=&step=qr").await;
    let login = answer.location.expect("a login has begun");
    let page = stage.get(&login).await.body;
    assert!(page.contains("Scan the code") && page.contains("<svg class=\"qr\""), "{page}");
    assert!(page.contains("tg://login?token=AQID") && page.contains(&format!("{login}/events")));
    let mut live = stage.follow(&format!("{login}/events"), None).await;
    let read = live.until("Enter your password").await;
    assert!(read.contains("hx-target=\"#main\"") && !read.contains("<script>"), "{read}");
    let done = stage.post(&login, &format!("step=password&answer={PASSWORD}")).await;
    let connected = done.location.expect("the login is done");
    assert!(connected.ends_with("/connected"), "{connected}");
    // A page that comes back after the end follows what every page does.
    stage.follow(&format!("{login}/events"), None).await.until("data: ").await;
}
