//! Which requests are let in, and how pages and errors read.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::Mode;

use crate::stage::{ANNA, Answer, Stage, read};

async fn get_with(stage: &Stage, path: &str, name: &str, value: &str) -> Answer {
    let request = Request::get(path).header(header::HOST, "localhost:8080").header(name, value);
    read(stage.send(request.body(Body::empty()).unwrap()).await).await
}

#[tokio::test]
async fn the_start_leads_to_the_demo() {
    let stage = Stage::set().await;
    assert_eq!(stage.get("/").await.location.as_deref(), Some("/demo"));
    assert_eq!(stage.get("/health").await.body, "ok\n");
}

#[tokio::test]
async fn every_page_opens_in_the_browsers_language() {
    let stage = Stage::set().await;
    let account = format!("/accounts/{}", stage.account);
    let chat = format!("{account}/chats/{ANNA}");
    for path in ["/demo", "/demo/7", "/accounts", &account, &chat, "/login", "/model"] {
        for (lang, word) in [("en", "Accounts"), ("ru", "Аккаунты")] {
            let page = get_with(&stage, path, "accept-language", lang).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.body.contains(&format!("lang=\"{lang}\"")), "{path}");
            assert!(page.body.contains(word), "{path} in {lang}");
        }
    }
}

#[tokio::test]
async fn the_language_is_switched_and_the_reader_stays_where_they_were() {
    let stage = Stage::set().await;
    let switched = stage.post("/language", "lang=ru&back=%2Faccounts").await;
    assert_eq!(switched.location.as_deref(), Some("/accounts"));
    let cookie = switched.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap();
    let page = get_with(&stage, "/accounts", "cookie", cookie).await;
    assert!(page.body.contains("Подключить аккаунт"));
    let away = stage.post("/language", "lang=ru&back=%2F%2Fevil.example").await;
    assert_eq!(away.location.as_deref(), Some("/"));
}

#[tokio::test]
async fn light_or_dark_is_chosen_and_the_first_thing_drawn_has_it() {
    let stage = Stage::set().await;
    assert!(!stage.get("/accounts").await.body.contains("data-theme"), "as the system has it");
    for (theme, attribute) in [("dark", "data-theme=\"dark\""), ("light", "data-theme=\"light\"")] {
        let form = format!("theme={theme}&back=%2Faccounts");
        let switched = stage.post("/theme", &form).await;
        assert_eq!(switched.location.as_deref(), Some("/accounts"));
        let cookie = switched.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        let page = get_with(&stage, "/accounts", "cookie", cookie.split(';').next().unwrap()).await;
        assert!(page.body.contains(attribute), "{}", page.body);
    }
    let unknown = stage.post("/theme", "theme=pink&back=%2F").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = get_with(&stage, "/accounts", "cookie", "theme=\"><script>").await;
    assert!(!page.body.contains("data-theme") && !page.body.contains("<script>"));
}

#[tokio::test]
async fn another_host_is_refused_and_told_why() {
    let stage = Stage::set().await;
    for (host, status) in [
        ("twin.example", StatusCode::OK),
        ("[::1]:8080", StatusCode::OK),
        ("rebound.example", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let request = Request::get("/accounts").header(header::HOST, host);
        let answer = read(stage.send(request.body(Body::empty()).unwrap()).await).await;
        assert_eq!(answer.status, status, "{host}");
        assert_eq!(answer.body.contains("does not go by that name"), status != StatusCode::OK);
    }
    let request = Request::get("/accounts").body(Body::empty()).unwrap();
    assert_eq!(stage.send(request).await.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn another_site_changes_nothing() {
    let stage = Stage::set().await;
    let request = Request::post(format!("/accounts/{}/mode", stage.account))
        .header(header::HOST, "127.0.0.1:8080")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("mode=off"))
        .unwrap();
    let answer = read(stage.send(request).await).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("Another site asked for this"));
    let account = stage.engine.account(stage.account).await.unwrap().unwrap();
    assert_eq!(account.account.default_mode, Mode::Auto);
}

#[tokio::test]
async fn every_answer_holds_the_browser_to_our_origin() {
    let stage = Stage::set().await;
    for path in ["/demo", "/nowhere", "/assets/app.css"] {
        let answer = stage.get(path).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
    }
}

#[tokio::test]
async fn only_the_demo_shows_a_frame_and_only_a_phone_may_be_shown_in_one() {
    let stage = Stage::set().await;
    let policy = async |path: &str| {
        let answer = stage.get(path).await;
        answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned()
    };
    for (path, frames) in [("/demo", true), ("/demo/7", true), ("/accounts", false)] {
        let policy = policy(path).await;
        assert_eq!(policy.contains("frame-src 'self'"), frames, "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
    assert_eq!(policy("/phone/").await, "frame-ancestors 'self'");
}

#[tokio::test]
async fn phones_are_guarded_as_pages_are() {
    let stage = Stage::set().await;
    assert_eq!(stage.get("/phone/").await.body, "a phone");
    assert_eq!(stage.post("/phone/", "").await.body, "written");
    for (host, site) in [("evil.example", "same-origin"), ("127.0.0.1:8080", "cross-site")] {
        let request = Request::post("/phone/")
            .header(header::HOST, host)
            .header("sec-fetch-site", site)
            .body(Body::empty())
            .unwrap();
        assert!(stage.send(request).await.status().is_client_error(), "{host} {site}");
    }
}

#[tokio::test]
async fn everything_that_a_page_names_is_there() {
    let stage = Stage::set().await;
    let page = stage.get("/demo").await.body;
    let named: Vec<&str> =
        page.split("=\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(named.len() >= 6, "{named:?}");
    for name in named {
        let answer = stage.get(&format!("/assets/{name}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        assert!(answer.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_kindly() {
    let stage = Stage::set().await;
    let stranger = "/accounts/01JZZZZZZZZZZZZZZZZZZZZZZZ";
    let no_chat = format!("/accounts/{}/chats/8", stage.account);
    let no_events = format!("/events?account={}&chat=8", stage.account);
    for path in [
        "/nowhere",
        "/accounts/not-an-id",
        stranger,
        &no_chat,
        &no_events,
        "/demo/8",
        "/demo/x",
        "/assets/nothing.js",
        "/assets/vendor/README.md",
        "/assets/../Cargo.toml",
    ] {
        let answer = get_with(&stage, path, "accept-language", "ru").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("Такой страницы нет"), "{path}");
    }
    let answer = get_with(&stage, "/language", "accept-language", "ru").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.body.contains("Так этой страницей пользоваться нельзя"));
    assert_eq!(answer.headers[header::ALLOW], "POST");
}

#[tokio::test]
async fn bad_forms_are_refused_with_a_page() {
    let stage = Stage::set().await;
    let mode = format!("/accounts/{}/mode", stage.account);
    let no_field = stage.post(&mode, "wrong=1").await;
    assert_eq!(no_field.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no_field.body.contains("The form could not be read"));
    let endless = stage.post(&mode, &format!("mode={}", "x".repeat(70_000))).await;
    assert_eq!(endless.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(endless.body.contains("too much at once"));
}

#[tokio::test]
async fn the_mode_of_a_chat_and_of_an_account_is_set() {
    let stage = Stage::set().await;
    let account = format!("/accounts/{}", stage.account);
    let mode = format!("{account}/chats/{ANNA}/mode");
    assert_eq!(stage.post(&mode, "mode=off").await.status, StatusCode::SEE_OTHER);
    let chat = stage.engine.chat(stage.account, ANNA, 1).await.unwrap().unwrap();
    assert_eq!(chat.mode, Mode::Off);
    stage.post(&mode, "mode=default").await;
    stage.post(&format!("{account}/mode"), "mode=watch").await;
    let chat = stage.engine.chat(stage.account, ANNA, 1).await.unwrap().unwrap();
    assert_eq!((chat.chat.mode, chat.mode), (None, Mode::Watch));
    let page = stage.get(&account).await.body;
    assert!(page.contains(&format!("action=\"{account}/mode\"")), "{page}");
    assert!(page.contains("<option value=\"watch\" selected>"), "{page}");
    let request = Request::post(format!("{account}/mode"))
        .header(header::HOST, "127.0.0.1:8080")
        .header("hx-request", "true")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.body(Body::from("mode=auto")).unwrap();
    let changed = read(stage.send(request).await).await.body;
    assert!(changed.contains("hx-target=\"#chats\""), "{changed}");
    assert!(changed.contains("Answer (as the account)"), "the open list says it: {changed}");
    let nonsense = stage.post(&mode, "mode=nonsense").await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nobody = format!("{account}/chats/8/mode");
    assert_eq!(stage.post(&nobody, "mode=off").await.status, StatusCode::NOT_FOUND);
}
