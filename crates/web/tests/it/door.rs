//! Signing in: who is let in, who is not, and what every answer carries.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{StatusCode, header};
use futures_util::StreamExt;
use tower::ServiceExt;

use crate::house::{Browser, House, PASSWORD, between};

/// Every address that there is, with something in the place of what varies.
fn addresses() -> Vec<String> {
    let sources = [include_str!("../../src/lib.rs"), include_str!("../../src/door.rs")];
    let text = sources.concat();
    let routes = text.split(".route(").skip(1);
    let paths = routes.map(|route| route.split('"').nth(1).unwrap());
    let paths: Vec<String> = paths.map(|path| path.replace(['{', '}', '*'], "")).collect();
    assert!(paths.len() > 50, "{paths:?}");
    paths
}

/// What everybody may see.
const FOR_ALL: [&str; 10] = [
    "/favicon.ico",
    "/sign-in",
    "/sign-in/passkey",
    "/passkey/question",
    "/set-up",
    "/join",
    "/language",
    "/theme",
    "/health",
    "/assets/name",
];

#[tokio::test]
async fn nothing_but_the_door_is_shown_to_a_stranger() {
    let (house, _) = House::of_anna().await;
    let mut stranger = Browser::default();
    for path in addresses().iter().chain(["/nowhere".to_owned()].iter()) {
        // Programs have a way in of their own.
        if FOR_ALL.contains(&path.as_str()) || path.starts_with("/api") {
            continue;
        }
        let page = house.get(&stranger, path).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
        assert!(page.location.unwrap().starts_with("/sign-in"), "{path}");
        let stream = stranger.request("GET", path).header(header::ACCEPT, "text/event-stream");
        let stream = house.send(stream.body(Body::empty()).unwrap()).await;
        assert_eq!(stream.status, StatusCode::UNAUTHORIZED, "{path}");
        let form = house.post(&mut stranger, path, "name=x").await;
        assert_eq!(form.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(form.body.contains("You are not signed in"), "{path}");
    }
}

#[tokio::test]
async fn who_has_set_the_server_up_is_in_and_then_nobody_else() {
    let house = House::open().await;
    let mut anna = Browser::default();
    let accounts = house.get(&anna, "/accounts").await;
    assert_eq!(accounts.status, StatusCode::OK);
    assert!(accounts.body.contains(r#"href="/set-up""#), "{}", accounts.body);
    let me = house.get(&anna, "/me").await;
    assert_eq!(me.location.as_deref(), Some("/set-up"));
    let differ = house.post(&mut anna, "/set-up", "name=Anna&password=correct horse&again=x").await;
    assert_eq!(differ.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(differ.body.contains("differ") && differ.body.contains(r#"value="Anna""#));
    let short = house.post(&mut anna, "/set-up", "name=Anna&password=short&again=short").await;
    assert!(short.body.contains("too short"), "{}", short.body);

    let form = format!("name=Anna&password={PASSWORD}&again={PASSWORD}");
    let set_up = house.post(&mut anna, "/set-up", &form).await;
    let cookie = set_up.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("aitwin=") && cookie.contains("; HttpOnly; SameSite=Strict"));
    let accounts = house.get(&anna, "/accounts").await.body;
    assert!(accounts.contains("Anna") && !accounts.contains("/set-up"), "{accounts}");

    let mut other = Browser::default();
    let again = house.post(&mut other, "/set-up", &form).await;
    assert_eq!(again.location.as_deref(), Some("/"), "too late");
    assert_eq!(house.get(&other, "/accounts").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_a_right_one_leads_on() {
    let (house, mut anna) = House::of_anna().await;
    let out = house.post(&mut anna, "/sign-out", "").await;
    assert_eq!(out.location.as_deref(), Some("/sign-in"));
    assert_eq!(house.get(&anna, "/inbox").await.location.as_deref(), Some("/sign-in?next=/inbox"));
    let page = house.get(&anna, "/sign-in?next=/inbox").await.body;
    assert!(
        page.contains(r#"name="next" value="/inbox""#) && !page.contains("/accounts"),
        "{page}"
    );

    let wrong = house.sign_in(&mut anna, "wrong horse battery").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("The name or the password is wrong"), "{}", wrong.body);
    let nobody = format!("name=nobody&password={PASSWORD}");
    let nobody = house.post(&mut anna, "/sign-in", &nobody).await;
    assert!(nobody.body.contains("The name or the password is wrong"), "says not who is here");

    let right = house.sign_in(&mut anna, PASSWORD).await;
    assert_eq!(right.location.as_deref(), Some("/inbox"));
    assert_eq!(house.get(&anna, "/inbox").await.status, StatusCode::OK);
}

/// Neither the answers nor what it takes to close a name tell who is here.
#[tokio::test]
async fn a_name_that_nobody_has_is_answered_as_one_that_somebody_has() {
    let (house, _) = House::of_anna().await;
    let mut told = Vec::new();
    for name in ["anna", "emma"] {
        let mut answers = Vec::new();
        for _ in 0..7 {
            let form = format!("name={name}&password=wrong horse battery");
            let answer = house.post(&mut Browser::default(), "/sign-in", &form).await;
            let body = answer.body.replace(name, "NAME");
            answers.push((answer.status, format!("{:?}", answer.headers), body));
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn guessing_closes_the_name_and_the_page_says_until_when() {
    let (house, _) = House::of_anna().await;
    let mut thief = Browser::default();
    for _ in 0..5 {
        house.sign_in(&mut thief, "wrong horse battery").await;
    }
    let locked = house.sign_in(&mut thief, PASSWORD).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(locked.body.contains("Try again in 1 min"), "{}", locked.body);
    assert!(locked.body.contains("<time datetime="), "{}", locked.body);
    house.pass(Duration::from_secs(60));
    assert_eq!(house.sign_in(&mut thief, PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_is_led_elsewhere_after_signing_in() {
    let (house, _) = House::of_anna().await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
    {
        let mut browser = Browser::default();
        let form = format!("name=anna&password={PASSWORD}&next={next}");
        let answer = house.post(&mut browser, "/sign-in", &form).await;
        assert_eq!(answer.location.as_deref(), Some("/"), "{next}");
        let answer = house.get(&browser, &format!("/sign-in?next={next}")).await;
        assert_eq!(answer.location.as_deref(), Some("/"), "{next}");
    }
}

#[tokio::test]
async fn other_sites_sign_nobody_in_or_out_and_change_nothing() {
    let (house, anna) = House::of_anna().await;
    let paths =
        ["/sign-in", "/sign-out", "/me/tokens", "/me/codes/off", "/pause", "/people/invitations"];
    for path in paths {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
        ] {
            let request = anna.request("POST", path).header(name, value);
            let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let answer = house.send(request.body(Body::from("name=x&read=1")).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {name}: {value}");
        }
    }
    assert_eq!(house.get(&anna, "/me").await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn a_link_from_elsewhere_finds_who_is_signed_in() {
    let (house, anna) = House::of_anna().await;
    // The browser keeps its cookie back, and then asks again by itself.
    let request =
        Browser::default().request("GET", "/inbox").header("sec-fetch-site", "cross-site");
    let first = house.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(first.status, StatusCode::OK);
    assert!(first.body.contains(r#"content="0; url=/inbox""#), "{}", first.body);
    assert_eq!(house.get(&anna, "/inbox").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_open_page_is_told_where_to_sign_in() {
    let (house, _) = House::of_anna().await;
    let request = Browser::default()
        .request("POST", "/inbox/01J0000000000000000000000A")
        .header("sec-fetch-site", "same-origin")
        .header("hx-request", "true")
        .header("hx-current-url", "http://127.0.0.1:8080/inbox");
    let answer = house.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains(r#"href="/sign-in?next=/inbox""#), "{}", answer.body);
    assert!(answer.body.starts_with("<hx-partial"), "{}", answer.body);
}

#[tokio::test]
async fn behind_https_the_cookie_and_the_browser_keep_to_it() {
    let house = House::behind_proxy().await;
    let mut anna = Browser::default();
    let form = format!("name=Anna&password={PASSWORD}&again={PASSWORD}");
    let answer = house.post(&mut anna, "/set-up", &form).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-aitwin=") && cookie.ends_with("; Secure"), "{cookie}");
    assert!(cookie.contains("; Path=/;"), "{cookie}");
    assert_eq!(answer.headers[header::STRICT_TRANSPORT_SECURITY], "max-age=63072000");
    assert_eq!(house.get(&anna, "/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_answer_holds_the_browser_to_our_own_pages() {
    let (house, anna) = House::of_anna().await;
    for path in ["/sign-in", "/me", "/nowhere", "/health", "/accounts", "/assets/nothing"] {
        let headers = house.get(&anna, path).await.headers;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {part}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(headers[name], value, "{path}");
        }
        assert!(headers["permissions-policy"].to_str().unwrap().contains("camera=()"), "{path}");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "there is no HTTPS");
    }
}

#[tokio::test]
async fn a_flood_from_one_address_is_slowed_and_others_are_not() {
    let (house, _) = House::of_anna().await;
    let ask = async |address: [u8; 4]| {
        let mut request =
            Browser::default().request("GET", "/sign-in").body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((address, 4711))));
        house.send(request).await
    };
    let mut last = StatusCode::OK;
    for _ in 0..400 {
        last = ask([203, 0, 113, 9]).await.status;
        if last != StatusCode::OK {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let refused = ask([203, 0, 113, 9]).await;
    assert_eq!(refused.headers[header::RETRY_AFTER], "1");
    assert!(refused.body.contains("Too many requests"), "{}", refused.body);
    assert_eq!(ask([203, 0, 113, 10]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_garbled_address_is_told_of_kindly() {
    let (house, anna) = House::of_anna().await;
    for path in ["/sign-in", "/join", "/confirm", "/me/log"] {
        let twice = "next=/a&next=/b&invitation=x&invitation=y&before=1&before=2";
        let answer = house.get(&anna, &format!("{path}?{twice}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.body.contains("could not be read"), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_language_is_chosen_before_signing_in_and_the_way_on_is_kept() {
    let (house, _) = House::of_anna().await;
    let page = house.get(&Browser::default(), "/sign-in?next=/inbox").await.body;
    let back = between(&page, r#"name="back" value=""#, "\"");
    assert_eq!(back, "/sign-in?next=/inbox");
}

#[tokio::test]
async fn nobody_comes_in_by_a_proxy_before_there_is_a_password() {
    let house = House::open().await;
    let mut anna = Browser::default();
    let by_proxy = |path: &str| {
        let request = Browser::default().request("GET", path);
        request.header("x-forwarded-for", "203.0.113.5").body(Body::empty()).unwrap()
    };
    for path in ["/accounts", "/set-up", "/inbox"] {
        let refused = house.send(by_proxy(path)).await;
        assert_eq!(refused.status, StatusCode::MISDIRECTED_REQUEST, "{path}");
        assert!(refused.body.contains("behind_proxy = true"), "{path}: {}", refused.body);
    }
    let form = format!("name=anna&password={PASSWORD}&again={PASSWORD}");
    assert_eq!(house.post(&mut anna, "/set-up", &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.send(by_proxy("/inbox")).await.status, StatusCode::SEE_OTHER, "to sign in");
}

#[tokio::test]
async fn an_open_stream_ends_with_the_sign_in() {
    let (house, mut anna) = House::of_anna().await;
    let request = anna.request("GET", "/inbox/events").body(Body::empty()).unwrap();
    let response = house.pages.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let mut events = response.into_body().into_data_stream();
    let first = events.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("inbox"));
    let out = house.post(&mut anna, "/sign-out", "").await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    house.stage.anna_writes(4_000, "кто это читает?");
    let rest = events.map(|part| String::from_utf8_lossy(&part.unwrap()).into_owned());
    let rest: Vec<String> = rest.collect().await;
    assert_eq!(rest, [""; 0], "it ends, and tells nothing");
}
