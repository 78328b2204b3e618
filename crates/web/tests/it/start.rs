//! The first steps of a new person, and the talk with their own twin.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::house::House;
use crate::maker::Refused;
use crate::stage::{ANNA, Answer, CODE, PASSWORD, Stage, read};

/// A page, as a browser that holds `cookie` sees it.
async fn with(stage: &Stage, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header(header::HOST, "127.0.0.1:8080");
    let request = request.header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    read(stage.send(request).await).await
}

#[tokio::test]
async fn home_leads_a_new_person_to_the_first_steps_until_they_know_their_way() {
    let (house, mut anna) = House::of_anna().await;
    let mut boris = house.joined_by_boris(&mut anna).await;
    assert_eq!(house.get(&boris, "/").await.location.as_deref(), Some("/start"));
    let page = house.get(&boris, "/start").await.body;
    for part in ["0 of 3 steps done", "Boris", "application number"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("teach it first"), "nothing to try yet: {page}");
    let accounts = house.get(&boris, "/accounts").await.body;
    assert!(accounts.contains("href=\"/start\""), "{accounts}");
    let session = boris.cookie.clone();
    let over = house.post(&mut boris, "/start/over", "").await;
    assert_eq!(over.location.as_deref(), Some("/accounts"));
    let kept = over.headers[header::SET_COOKIE].to_str().unwrap();
    boris.cookie = format!("{session}; {}", kept.split(';').next().unwrap());
    assert_eq!(house.get(&boris, "/").await.location.as_deref(), Some("/accounts"));
    assert!(!house.get(&boris, "/accounts").await.body.contains("href=\"/start\""));
    // Whoever has connected an account is led to what waits for their word.
    anna.cookie = format!("{}; {}", anna.cookie, kept.split(';').next().unwrap());
    assert_eq!(house.get(&anna, "/").await.location.as_deref(), Some("/inbox"));
}

#[tokio::test]
async fn nobody_connects_their_first_account_without_the_terms() {
    let (house, mut anna) = House::of_anna().await;
    let mut boris = house.joined_by_boris(&mut anna).await;
    let page = house.get(&boris, "/login").await.body;
    assert!(page.contains("name=\"terms\"") && page.contains("my.telegram.org"), "{page}");
    let phone = "step=phone&answer=%2B79001234567";
    let refused = house.post(&mut boris, "/login", phone).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Tick this to go on."), "{}", refused.body);
    let begun = house.post(&mut boris, "/login", &format!("{phone}&terms=on")).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    // Once it is connected, and they have said how it begins, the next step is shown.
    let login = begun.location.unwrap();
    house.post(&mut boris, &login, &format!("step=code&answer={CODE}")).await;
    let password = format!("step=password&answer={PASSWORD}");
    let connected = house.post(&mut boris, &login, &password).await.location.unwrap();
    let page = house.get(&boris, &connected).await.body;
    assert!(page.contains("name=\"begins\""), "{page}");
    let account = connected.strip_suffix("/connected").unwrap();
    let begins = house.post(&mut boris, &format!("{account}/mode"), "mode=draft&begins=yes").await;
    assert_eq!(begins.location.as_deref(), Some("/start"));
    let page = house.get(&boris, "/start").await.body;
    assert!(page.contains("1 of 3 steps done"), "{page}");
    // Whoever has an account has accepted them.
    assert!(!house.get(&anna, "/login").await.body.contains("name=\"terms\""));
}

#[tokio::test]
async fn the_twin_is_tried_and_says_why() {
    let stage = Stage::set().await;
    let page = stage.get("/try").await.body;
    let who = format!("{}:{ANNA}", stage.account);
    assert!(page.contains(&format!("value=\"{who}\"")), "{page}");
    let said = stage.post("/try", &format!("who={who}&text=что+угодно+%3Cb%3E")).await;
    assert_eq!(said.status, StatusCode::OK, "{}", said.body);
    assert!(said.body.contains("что угодно &lt;b&gt;"), "{}", said.body);
    assert!(said.body.contains("It would"), "{}", said.body);
    let kept = said.headers[header::SET_COOKIE].to_str().unwrap();
    let cookie = kept.split(';').next().unwrap().to_owned();
    let before = with(&stage, "/start", "").await.body;
    let after = with(&stage, "/start", &cookie).await.body;
    let done = |page: &str| page.matches("stage done").count();
    assert_eq!(done(&after), done(&before) + 1, "that it was tried is known");
    for (form, status) in [
        (format!("who={who}&text=++"), StatusCode::UNPROCESSABLE_ENTITY),
        (format!("who={who}&text={}", "a".repeat(5_000)), StatusCode::UNPROCESSABLE_ENTITY),
        ("who=x&text=a".to_owned(), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(stage.post("/try", &form).await.status, status, "{form}");
    }
}

#[tokio::test]
async fn a_model_that_fails_is_told_of_where_the_twin_is_tried() {
    let stage = Stage::with_talk().await;
    stage.post("/model", "model=open%3Aa").await;
    let form = format!("who={}:{ANNA}&text=слово+39", stage.account);
    let told = "The provider does not take the key.";
    assert!(!stage.post("/try", &form).await.body.contains(told));
    stage.maker.refuses(Refused::Key);
    let failed = stage.post("/try", &form).await.body;
    assert!(failed.contains(told) && failed.contains("The twin "), "{failed}");
    assert!(!failed.contains("written by fake:model"), "{failed}");
}

#[tokio::test]
async fn chats_are_chosen_to_be_read() {
    let stage = Stage::set().await;
    let page = format!("/accounts/{}/history", stage.account);
    assert!(stage.get(&page).await.body.contains("Read these chats"));
    let none = stage.post(&page, "chosen=1").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.body.contains("Choose at least one chat."), "{}", none.body);
    let account = format!("/events?account={}", stage.account);
    let mut live = stage.follow(&account, None).await;
    let read = stage.post(&page, &format!("chosen=1&chat-{ANNA}=on&chat-x=on")).await;
    assert_eq!(read.status, StatusCode::SEE_OTHER, "{}", read.body);
    // Telegram has nothing of it, and that is said.
    live.until("Nothing could be read from Telegram in 1 chat.").await;
}

#[tokio::test]
async fn an_account_is_paused_and_resumed_from_its_page() {
    let stage = Stage::set().await;
    let account = format!("/accounts/{}", stage.account);
    let back = format!("back=%2Faccounts%2F{}", stage.account);
    let before = stage.get(&account).await.body;
    for part in ["Last update heard", "Log out at Telegram", "/rules/pause"] {
        assert!(before.contains(part), "{part}: {before}");
    }
    let paused = stage.post(&format!("{account}/rules/pause"), &back).await;
    assert_eq!(paused.location.as_ref(), Some(&account));
    let page = stage.get(&account).await.body;
    assert!(page.contains("/rules/resume") && page.contains("Paused"), "{page}");
    let resumed = stage.post(&format!("{account}/rules/resume"), &back).await;
    assert_eq!(resumed.location.as_ref(), Some(&account));
    let away = stage.post(&format!("{account}/rules/pause"), "back=%2F%2Fevil.example").await;
    assert_eq!(away.location.as_deref(), Some("/"));
}

#[tokio::test]
async fn nothing_is_offered_that_is_refused_then() {
    // The demo's own account stays.
    let stage = Stage::set().await;
    let (house, anna) = House::of_anna().await;
    for page in ["", "/rules"] {
        let remove = |account| format!("/accounts/{account}/remove");
        let demos = stage.get(&format!("/accounts/{}{page}", stage.account)).await;
        assert_eq!(demos.status, StatusCode::OK);
        assert!(!demos.body.contains(&remove(stage.account)), "{page}");
        let own = house.stage.account;
        let owners = house.get(&anna, &format!("/accounts/{own}{page}")).await.body;
        assert!(owners.contains(&remove(own)), "{page}: {owners}");
    }
    assert_eq!(
        stage.get(&format!("/accounts/{}/remove", stage.account)).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn the_pace_of_a_reply_is_shown_where_there_is_one() {
    let stage = Stage::set().await;
    let pace = format!("/accounts/{}/pace", stage.account);
    let page = stage.get(&pace).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("How a reply comes"), "{}", page.body);
    let nobody = stage.get(&format!("{pace}?chat=999999")).await.body;
    assert!(nobody.contains("There is no talk yet"), "{nobody}");
    assert_eq!(stage.get("/accounts/x/pace").await.status, StatusCode::NOT_FOUND);
}
