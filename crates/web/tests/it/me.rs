//! What a person sees and changes of themselves.

use std::time::Duration;

use axum::body::Body;
use axum::http::{StatusCode, header};
use domain::Scope;
use totp_rs::{Builder, Secret};

use crate::house::{Browser, House, PASSWORD, between};
use crate::stage::NOW;

const TEN_MINUTES: Duration = Duration::from_secs(10 * 60);

#[tokio::test]
async fn what_cannot_be_taken_back_asks_once_more_who_it_is() {
    let (house, mut anna) = House::of_anna().await;
    let account = house.stage.account;
    let panic = format!("/accounts/{account}/panic");
    let pages = ["/me/password", "/me/codes", "/me/tokens", "/me/webhooks", "/login"];
    for path in pages {
        assert_eq!(house.get(&anna, path).await.status, StatusCode::OK, "{path}");
    }
    house.pass(TEN_MINUTES);
    for path in pages {
        let to = house.get(&anna, path).await.location;
        assert_eq!(to, Some(format!("/confirm?next={path}")), "{path}");
        let refused = house.post(&mut anna, path, "name=x&password=x&again=x&read=1").await;
        assert!(refused.location.unwrap().starts_with("/confirm"), "{path}");
    }
    let invited = house.post(&mut anna, "/people/invitations", "do=owner").await;
    assert!(invited.location.unwrap().starts_with("/confirm"));
    let export = "/history/export?format=csv&q=key";
    let exported = house.get(&anna, export).await;
    assert_eq!(exported.location.as_deref(), Some("/confirm?next=/history%3Fq%3Dkey"));
    assert!(!exported.headers.contains_key(header::CONTENT_DISPOSITION), "no file");
    let erased = house.get(&anna, "/history/erase").await.location;
    assert_eq!(erased.as_deref(), Some("/confirm?next=/history/erase"));
    // Taking away what lets somebody in must be quick, and lets nobody in.
    let elsewhere = house.post(&mut anna, "/me/browsers", "").await;
    assert_eq!(elsewhere.location.as_deref(), Some("/me"));

    assert_eq!(house.get(&anna, &panic).await.status, StatusCode::OK, "is never in the way");

    let confirm = |password: &str| format!("password={password}&next=/me/tokens");
    let wrong = house.post(&mut anna, "/confirm", &confirm("wrong horse")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("The password is wrong"), "{}", wrong.body);
    let right = house.post(&mut anna, "/confirm", &confirm(PASSWORD)).await;
    assert_eq!(right.location.as_deref(), Some("/me/tokens"));
    assert_eq!(house.get(&anna, "/me/tokens").await.status, StatusCode::OK);
    assert_eq!(house.get(&anna, export).await.status, StatusCode::OK);
    let away = house.get(&anna, "/confirm?next=//evil.example").await;
    assert_eq!(away.location.as_deref(), Some("/"));
}

/// Whatever a stranger does at the door.
#[tokio::test]
async fn the_panic_button_works_while_somebody_guesses_at_the_owners_name() {
    let (house, mut anna) = House::of_anna().await;
    let mut stranger = Browser::default();
    for _ in 0..6 {
        house.sign_in(&mut stranger, "wrong horse").await;
    }
    let closed = house.sign_in(&mut stranger, PASSWORD).await;
    assert_eq!(closed.status, StatusCode::TOO_MANY_REQUESTS);
    house.pass(TEN_MINUTES);
    for _ in 0..6 {
        house.sign_in(&mut stranger, "wrong horse").await;
    }
    let confirmed =
        house.post(&mut anna, "/confirm", &format!("password={PASSWORD}&next=/me/tokens")).await;
    assert_eq!(confirmed.location.as_deref(), Some("/me/tokens"));
    house.pass(TEN_MINUTES);
    let panic = format!("/accounts/{}/panic", house.stage.account);
    let done = house.post(&mut anna, &panic, "").await;
    assert!(done.body.contains("session"), "{}", done.body);
    assert_eq!(done.status, StatusCode::OK);
}

#[tokio::test]
async fn another_password_takes_tokens_back_if_that_is_ticked() {
    let (house, mut anna) = House::of_anna().await;
    let token = house.token(&mut anna, "name=shell&read=1&days=30").await;
    let page = house.get(&anna, "/me/password").await.body;
    assert!(page.contains(r#"name="all""#) && page.contains("all passkeys, tokens"), "{page}");
    let new = "password=staple battery horse&again=staple battery horse";
    house.post(&mut anna, "/me/password", new).await;
    assert!(house.access.bearer(&token).await.unwrap().is_some());
    house.post(&mut anna, "/me/password", &format!("{new}&all=1")).await;
    assert_eq!(house.access.bearer(&token).await.unwrap(), None);
}

#[tokio::test]
async fn another_password_signs_the_other_browsers_out() {
    let (house, mut anna) = House::of_anna().await;
    let mut other = Browser::default();
    house.sign_in(&mut other, PASSWORD).await;
    let new = "password=staple battery horse&again=staple battery horse";
    let guessed =
        house.post(&mut anna, "/me/password", "password=aaaaaaaaaa&again=aaaaaaaaaa").await;
    assert!(guessed.body.contains("easily guessed"), "{}", guessed.body);
    assert_eq!(house.get(&other, "/me").await.status, StatusCode::OK, "nothing was changed");
    let changed = house.post(&mut anna, "/me/password", new).await;
    assert_eq!(changed.location.as_deref(), Some("/me"));
    assert_eq!(house.get(&anna, "/me").await.status, StatusCode::OK);
    assert_eq!(house.get(&other, "/me").await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.sign_in(&mut other, PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let signed_in = house.sign_in(&mut other, "staple battery horse").await;
    assert_eq!(signed_in.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn passkeys_want_a_name_of_the_server_and_an_answer_of_a_device() {
    let (house, mut anna) = House::of_anna().await;
    let page = house.get(&anna, "/me/passkeys").await.body;
    let there = "href=\"http://localhost:8080/me/passkeys\"";
    assert!(page.contains(there), "pages by an address say where to go: {page}");
    let question = house.post(&mut anna, "/me/passkeys/question", "").await;
    assert_eq!(question.status, StatusCode::NOT_FOUND);
    let nonsense = "name=Key&secret=x&answer={}";
    let late = house.post(&mut anna, "/me/passkeys", nonsense).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("took too long"), "{}", late.body);
    let unknown = house.post(&mut anna, "/me/passkeys/AAAA", "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let late = house.post(&mut anna, "/confirm/passkey", "secret=x&answer={}&next=/me").await;
    assert!(late.body.contains("took too long"), "{}", late.body);

    let mut stranger = Browser::default();
    let late = house.post(&mut stranger, "/sign-in/passkey", "secret=x&answer={}&next=/me").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("took too long") && late.body.contains(r#"name="password""#));
    let asked = |host: &str| {
        let request = Browser::default()
            .request("POST", "/passkey/question")
            .header("sec-fetch-site", "same-origin");
        let mut request = request.body(Body::empty()).unwrap();
        request.headers_mut().insert(header::HOST, host.parse().unwrap());
        request
    };
    let question = house.send(asked("twin.example")).await;
    assert_eq!(question.status, StatusCode::OK);
    assert!(question.body.contains(r#""rpId":"twin.example""#), "{}", question.body);
    assert_eq!(house.send(asked("127.0.0.1:80")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn codes_are_turned_on_and_then_asked_for() {
    let (house, mut anna) = House::of_anna().await;
    let page = house.get(&anna, "/me/codes").await.body;
    assert!(page.contains("<svg class=\"qr\"") && page.contains("otpauth://totp/"), "{page}");
    let secret = between(&page, r#"<p class="secret"><code>"#, "</code>").replace(' ', "");
    let wrong = house.post(&mut anna, "/me/codes", "code=123").await;
    assert!(wrong.body.contains("The code is wrong") && wrong.body.contains("otpauth"));

    let secret = Secret::try_from_base32(&secret).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    let code = app.generate(NOW.as_millis().unsigned_abs() / 1000).to_string();
    let on = house.post(&mut anna, "/me/codes", &format!("code={code}")).await;
    assert_eq!(on.status, StatusCode::OK);
    let recovery = between(&on.body, "<li><code>", "</code>").to_owned();
    let another = on.body.split("<li><code>").nth(2).unwrap()[..recovery.len()].to_owned();
    assert!(!house.get(&anna, "/me/codes").await.body.contains(&recovery), "shown once");

    let mut other = Browser::default();
    let asked = house.sign_in(&mut other, PASSWORD).await;
    assert!(!asked.headers.contains_key(header::SET_COOKIE));
    assert!(!asked.body.contains(PASSWORD), "the password does not come back");
    let halfway = between(&asked.body, r#"name="halfway" value=""#, "\"").to_owned();
    let with = |code: &str| format!("halfway={halfway}&code={code}&next=/inbox");
    let wrong = house.post(&mut other, "/sign-in", &with("000000")).await;
    assert!(wrong.body.contains("The code is wrong") && wrong.body.contains(&halfway));
    let right = house.post(&mut other, "/sign-in", &with(&recovery)).await;
    assert_eq!(right.location.as_deref(), Some("/inbox"));
    assert!(house.get(&other, "/me").await.body.contains("9 recovery codes"));
    let again = house.post(&mut other, "/sign-in", &with(&recovery)).await;
    assert!(again.body.contains("took too long"), "used up");

    house.pass(TEN_MINUTES);
    let confirm = house.get(&anna, "/confirm?next=/me/codes").await.body;
    assert!(confirm.contains(r#"name="code""#), "{confirm}");
    let without = house.post(&mut anna, "/confirm", &format!("password={PASSWORD}&code=1")).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let with = format!("password={PASSWORD}&code={another}&next=/me/codes");
    let confirmed = house.post(&mut anna, "/confirm", &with).await;
    assert_eq!(confirmed.location.as_deref(), Some("/me/codes"));
    house.post(&mut anna, "/me/codes/off", "").await;
    let without = house.sign_in(&mut other, PASSWORD).await;
    assert_eq!(without.location.as_deref(), Some("/inbox"));
}

#[tokio::test]
async fn a_token_is_shown_once_does_what_was_ticked_and_is_taken_back() {
    let (house, mut anna) = House::of_anna().await;
    let nothing = house.post(&mut anna, "/me/tokens", "name=shell&days=30").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("Tick at least one"), "{}", nothing.body);
    let nameless = house.post(&mut anna, "/me/tokens", "name=+&read=1&days=30").await;
    assert!(nameless.body.contains("Say what the token is for"), "{}", nameless.body);
    for (name, sign) in
        [("x".repeat(101), "100 characters at most"), ("a%0Ab".into(), "in one line")]
    {
        let form = format!("name={name}&read=1&days=30");
        let refused = house.post(&mut anna, "/me/tokens", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.body.contains(sign), "{}", refused.body);
    }
    let text = house.token(&mut anna, "name=shell&read=1&answer=1&days=30").await;
    let bearer = house.access.bearer(&text).await.unwrap().unwrap();
    // Loaded again, it is the same token, and there is one.
    let shown = format!("/me/tokens/{}", bearer.token);
    assert!(house.get(&anna, &shown).await.body.contains(&text));
    assert_eq!(house.get(&anna, "/me").await.body.matches("shell</strong>").count(), 1);
    assert_eq!(bearer.scopes.iter().collect::<Vec<_>>(), [Scope::Read, Scope::Answer]);
    let me = house.get(&anna, "/me").await.body;
    assert!(me.contains("shell") && !me.contains(&text), "{me}");
    house.pass(Duration::from_secs(5 * 60));
    assert_eq!(house.get(&anna, &shown).await.location.as_deref(), Some("/me"));
    house.pass(Duration::from_secs(30 * 24 * 60 * 60 - 5 * 60 - 1));
    assert!(house.access.bearer(&text).await.unwrap().is_some());

    let revoked = house.post(&mut anna, &shown, "").await;
    assert_eq!(revoked.location.as_deref(), Some("/me"));
    assert_eq!(house.access.bearer(&text).await.unwrap(), None);
}

#[tokio::test]
async fn browsers_are_signed_out_one_by_one_and_all_at_once() {
    let (house, mut anna) = House::of_anna().await;
    let mut others = [Browser::default(), Browser::default(), Browser::default()];
    for other in &mut others {
        house.sign_in(other, PASSWORD).await;
    }
    let me = house.get(&anna, "/me").await.body;
    let first = between(&me, r#"action="/me/browsers/"#, "\"").to_owned();
    house.post(&mut anna, &format!("/me/browsers/{first}"), "").await;
    let gone = house.post(&mut anna, &format!("/me/browsers/{first}"), "").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let mut inside = 0;
    for other in &others {
        inside += u32::from(house.get(other, "/me").await.status == StatusCode::OK);
    }
    assert_eq!(inside, 2);
    house.post(&mut anna, "/me/browsers", "").await;
    for other in &others {
        assert_eq!(house.get(other, "/me").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(house.get(&anna, "/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_log_says_what_happened_a_page_at_a_time() {
    let (house, mut anna) = House::of_anna().await;
    let account = house.stage.account;
    for number in 0..55 {
        house.pass(Duration::from_secs(1));
        house.post(&mut anna, "/me/tokens", &format!("name=token-{number}-&read=1&days=")).await;
    }
    house.post(&mut anna, &format!("/accounts/{account}/panic"), "").await;
    let first = house.get(&anna, "/me/log").await.body;
    assert!(first.contains("Telegram account logged out</strong>: Илья"), "{first}");
    assert!(first.contains("token-54-") && !first.contains("token-3-"), "{first}");
    let before = between(&first, r#"href="/me/log?before="#, "\"");
    let second = house.get(&anna, &format!("/me/log?before={before}")).await.body;
    assert!(second.contains("token-3-") && !second.contains("token-54-"), "{second}");
    assert!(second.contains("Password set") && !second.contains("Earlier"), "{second}");
    assert_eq!(house.get(&anna, "/me/log?before=x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn webhooks_are_added_looked_at_changed_and_removed() {
    let (house, mut anna) = House::of_anna().await;
    let refused = house.post(&mut anna, "/me/webhooks", "url=http://example.com/&all=1").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("must begin with https://"), "{}", refused.body);
    assert!(refused.body.contains("value=\"http://example.com/\""), "what was typed is kept");
    let inward = house.post(&mut anna, "/me/webhooks", "url=https://10.0.0.1/&all=1").await;
    assert!(inward.body.contains("webhooks.allow_private"), "{}", inward.body);
    let nothing = house.post(&mut anna, "/me/webhooks", "url=https://example.com/").await;
    assert!(nothing.body.contains("Tick at least one event"), "{}", nothing.body);
    assert!(!house.get(&anna, "/me").await.body.contains("/me/webhooks/"));

    let form = "url=https://example.com/x&sent=1&compared=1";
    let added = house.post(&mut anna, "/me/webhooks", form).await.location.unwrap();
    // Loaded again, it is the same secret, and there is one webhook.
    let shown = async |house: &House, anna: &Browser, path: &str| {
        let page = house.get(anna, path).await.body;
        assert_eq!(page, house.get(anna, path).await.body);
        page
    };
    let page = shown(&house, &anna, &added).await;
    let secret = between(&page, "<code id=\"secret\">", "</code>").to_owned();
    assert!(secret.starts_with("whsec_"), "{secret}");
    let me = house.get(&anna, "/me").await.body;
    assert_eq!(me.matches("href=\"/me/webhooks/").count(), 1, "{me}");
    assert!(me.contains("example.com/x"), "by its path it is told from others: {me}");
    let id = between(&me, "href=\"/me/webhooks/", "\"").to_owned();
    let path = format!("/me/webhooks/{id}");
    let page = house.get(&anna, &path).await;
    assert!(page.body.contains("value=\"https://example.com/x\"") && !page.body.contains(&secret));
    assert!(page.body.contains("name=\"compared\" value=\"1\" checked"), "{}", page.body);
    assert!(page.body.contains("Nothing yet"));

    let act = format!("{path}/do");
    house.post(&mut anna, &act, "do=test").await;
    let tested = house.get(&anna, &path).await;
    assert!(
        tested.body.contains("A test") && tested.body.contains("on its way"),
        "{}",
        tested.body
    );
    // What cannot be taken back is asked about, and done only then.
    for (action, asked) in [("renew", "A new secret?"), ("remove", "Remove this webhook?")] {
        assert!(page.body.contains(&format!("href=\"{path}/{action}\"")), "{}", page.body);
        let ask = house.get(&anna, &format!("{path}/{action}")).await.body;
        assert!(ask.contains(asked) && ask.contains(&format!("value=\"{action}\"")), "{ask}");
    }
    assert_eq!(house.get(&anna, &format!("{path}/fly")).await.status, StatusCode::NOT_FOUND);
    let renewed = house.post(&mut anna, &act, "do=renew").await.location.unwrap();
    let renewed = shown(&house, &anna, &renewed).await;
    let new = between(&renewed, "<code id=\"secret\">", "</code>").to_owned();
    assert!(new.starts_with("whsec_") && new != secret);
    assert!(renewed.contains("For a day") || renewed.contains("24 hours"), "{renewed}");
    house.post(&mut anna, &act, "do=off").await;
    let off = house.get(&anna, &path).await;
    assert!(off.body.contains("You have turned it off"), "{}", off.body);
    assert!(!off.body.contains("do\" value=\"test\""));
    let changed = house.post(&mut anna, &path, "url=https://example.org/&all=1").await;
    assert_eq!(changed.location.as_deref(), Some(&*path));
    let wrong = house.post(&mut anna, &path, "url=https://a:b@example.org/&all=1").await;
    assert!(wrong.body.contains("a name or a password"), "{}", wrong.body);

    let mut boris = house.joined_by_boris(&mut anna).await;
    for path in [&path, &added, &format!("{path}/renew")] {
        assert_eq!(house.get(&boris, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(house.post(&mut boris, &act, "do=remove").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&mut anna, &act, "do=fly").await.status, StatusCode::NOT_FOUND);
    let removed = house.post(&mut anna, &act, "do=remove").await;
    assert_eq!(removed.location.as_deref(), Some("/me"));
    assert_eq!(house.get(&anna, &path).await.status, StatusCode::NOT_FOUND);
    let log = house.get(&anna, "/me/log").await.body;
    assert!(log.contains("Webhook removed") && log.contains("example.org"), "{log}");
    for told in ["Webhook added", "Webhook changed", "New secret for a webhook"] {
        assert!(log.contains(told), "{told}: {log}");
    }
}

#[tokio::test]
async fn the_secret_of_a_webhook_can_be_seen_for_some_minutes_only() {
    let (house, mut anna) = House::of_anna().await;
    let added = house.post(&mut anna, "/me/webhooks", "url=https://example.com/&all=1").await;
    let added = added.location.unwrap();
    assert!(house.get(&anna, &added).await.body.contains("whsec_"));
    house.pass(Duration::from_secs(5 * 60));
    let later = house.get(&anna, &added).await;
    assert_eq!(later.location.as_deref(), added.strip_suffix("/secret"));
    assert!(!later.body.contains("whsec_"));
}
