//! Several people on one server: nobody sees what is another's.

use axum::http::StatusCode;

use crate::house::{Browser, House, PASSWORD, between};

#[tokio::test]
async fn who_is_invited_joins_with_twins_of_their_own() {
    let (house, mut anna) = House::of_anna().await;
    let invited = house.invited(&mut anna).await;
    let link = between(&invited, r#"<code id="link">http://127.0.0.1:8080"#, "</code>");
    assert!(!house.get(&anna, "/people").await.body.contains(link), "shown once");
    let mut boris = Browser::default();
    let page = house.get(&boris, link).await;
    assert_eq!(page.status, StatusCode::OK);
    let invitation = between(&page.body, r#"name="invitation" value=""#, "\"").to_owned();
    let join = |name: &str| {
        format!("invitation={invitation}&name={name}&password={PASSWORD}&again={PASSWORD}")
    };
    let taken = house.post(&mut boris, "/join", &join("ANNA")).await;
    assert!(taken.body.contains("has this name already"), "{}", taken.body);
    let joined = house.post(&mut boris, "/join", &join("Boris")).await;
    assert_eq!(joined.location.as_deref(), Some("/"));
    let accounts = house.get(&boris, "/accounts").await.body;
    assert!(accounts.contains("No account yet") && !accounts.contains("Илья"), "{accounts}");
    assert!(house.get(&anna, "/accounts").await.body.contains("Илья"));

    let mut late = Browser::default();
    let over = house.post(&mut late, "/join", &join("Vera")).await;
    assert_eq!(over.status, StatusCode::GONE);
    assert!(over.body.contains("used up, taken back or too old"), "{}", over.body);
    assert_eq!(house.get(&late, link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn what_is_another_owners_is_not_there() {
    let (house, mut anna) = House::of_anna().await;
    let mut boris = house.joined_by_boris(&mut anna).await;
    let account = house.stage.account;
    let pages = [
        format!("/accounts/{account}"),
        format!("/accounts/{account}/about"),
        format!("/accounts/{account}/rules"),
        format!("/accounts/{account}/panic"),
        format!("/accounts/{account}/remove"),
        format!("/accounts/{account}/chats/7"),
        format!("/accounts/{account}/chats/7/memory"),
        format!("/accounts/{account}/chats/7/explained"),
    ];
    for path in &pages {
        assert_eq!(house.get(&anna, path).await.status, StatusCode::OK, "{path}");
        assert_eq!(house.get(&boris, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for (path, form) in [
        (format!("/accounts/{account}/mode"), "mode=off"),
        (format!("/accounts/{account}/chats/7/mode"), "mode=off"),
        (format!("/accounts/{account}/panic"), ""),
        (format!("/accounts/{account}/remove"), ""),
        (format!("/accounts/{account}/rules/pause"), "minutes=0"),
        (format!("/accounts/{account}/history"), ""),
    ] {
        let answer = house.post(&mut boris, &path, form).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let token = house.token(&mut anna, "name=shell&read=1&days=30").await;
    let id = house.access.bearer(&token).await.unwrap().unwrap().token;
    let path = format!("/me/tokens/{id}");
    assert_eq!(house.get(&boris, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(&mut boris, &path, "").await.status, StatusCode::NOT_FOUND);
    assert!(house.access.bearer(&token).await.unwrap().is_some());
    house.sign_in(&mut Browser::default(), PASSWORD).await;
    let me = house.get(&anna, "/me").await.body;
    let browser = between(&me, r#"action="/me/browsers/"#, "\"").to_owned();
    let answer = house.post(&mut boris, &format!("/me/browsers/{browser}"), "").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!house.get(&boris, "/me/log").await.body.contains("shell"));
}

#[tokio::test]
async fn only_who_looks_after_the_server_sees_and_changes_the_others() {
    let (house, mut anna) = House::of_anna().await;
    let mut boris = house.joined_by_boris(&mut anna).await;
    let page = house.get(&anna, "/people").await.body;
    let of_boris = format!("/people/{}", between(&page, r#"action="/people/0"#, "\"")).replacen(
        "/people/",
        "/people/0",
        1,
    );
    for (path, form) in [("/people/invitations", "do=admin"), (&of_boris, "do=admin")] {
        let refused = house.post(&mut boris, path, form).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(house.get(&boris, "/people").await.status, StatusCode::NOT_FOUND);
    assert!(!house.get(&boris, "/me").await.body.contains("/people"));
    assert!(house.get(&anna, "/settings").await.body.contains("Master key"));
    let settings = house.get(&boris, "/settings").await.body;
    assert!(!settings.contains("Master key"), "{settings}");
    for language in ["English", "Русский"] {
        assert!(settings.contains(&format!(">{language}</button>")), "{settings}");
    }

    let nonsense = house.post(&mut anna, &of_boris, "do=fly").await;
    assert_eq!(nonsense.status, StatusCode::NOT_FOUND);
    house.post(&mut anna, &of_boris, "do=keep-out").await;
    assert_eq!(house.get(&boris, "/me").await.status, StatusCode::SEE_OTHER);
    let form = format!("name=Boris&password={PASSWORD}");
    let kept_out = house.post(&mut boris, "/sign-in", &form).await;
    assert!(kept_out.body.contains("The name or the password is wrong"), "{}", kept_out.body);
    house.post(&mut anna, &of_boris, "do=let-in").await;
    assert_eq!(house.post(&mut boris, "/sign-in", &form).await.status, StatusCode::SEE_OTHER);
    house.post(&mut anna, &of_boris, "do=admin").await;
    assert_eq!(house.get(&boris, "/people").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_link_of_an_invitation_is_shown_to_who_has_proved_lately_who_they_are() {
    let (house, mut anna) = House::of_anna().await;
    house.pass(std::time::Duration::from_secs(8 * 60));
    let invited = house.post(&mut anna, "/people/invitations", "do=owner").await;
    let shown = invited.location.unwrap();
    assert!(house.get(&anna, &shown).await.body.contains("id=\"link\""));
    house.pass(std::time::Duration::from_secs(3 * 60));
    let late = house.get(&anna, &shown).await;
    assert!(late.location.is_some_and(|to| to.starts_with("/confirm?next=/people")));
    assert_eq!(house.get(&anna, "/people").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_invitation_is_taken_back() {
    let (house, mut anna) = House::of_anna().await;
    let invited = house.invited(&mut anna).await;
    let link = between(&invited, r#"<code id="link">http://127.0.0.1:8080"#, "</code>");
    let withdraw = between(&invited, r#"action="/people/invitations/"#, "\"");
    let withdraw = format!("/people/invitations/{withdraw}");
    assert_eq!(house.post(&mut anna, &withdraw, "").await.location.as_deref(), Some("/people"));
    assert_eq!(house.post(&mut anna, &withdraw, "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&Browser::default(), link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn only_administrators_have_models_asked_inside_the_network() {
    let (house, mut anna) = House::of_anna().await;
    let mut boris = house.joined_by_boris(&mut anna).await;
    let inside = "model=lan@http://10.0.0.1/v1";
    let refused = house.post(&mut boris, "/model", inside).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("only administrators may choose"), "{}", refused.body);
    let taken = house.post(&mut anna, "/model", inside).await;
    assert_eq!(taken.location.as_deref(), Some("/model"), "{}", taken.body);
    let log = house.get(&anna, "/me/log").await.body;
    assert!(log.contains("Model chosen") && log.contains("lan@http://10.0.0.1/v1"), "{log}");
}

#[tokio::test]
async fn an_account_is_removed_after_a_question_and_a_proof() {
    let (house, mut anna) = House::of_anna().await;
    let path = format!("/accounts/{}/remove", house.stage.account);
    house.pass(std::time::Duration::from_secs(10 * 60));
    let to = house.get(&anna, &path).await.location;
    assert_eq!(to, Some(format!("/confirm?next={path}")));
    let refused = house.post(&mut anna, &path, "").await;
    assert!(refused.location.unwrap().starts_with("/confirm"));
    house.post(&mut anna, "/confirm", &format!("password={PASSWORD}&next={path}")).await;
    let asked = house.get(&anna, &path).await.body;
    assert!(asked.contains("cannot be taken back") && asked.contains("Илья"), "{asked}");
    let removed = house.post(&mut anna, &path, "").await;
    assert!(
        removed.body.contains("nothing of the account is kept")
            || removed.body.contains("Nothing of the account is kept"),
        "{}",
        removed.body
    );
    assert!(!house.get(&anna, "/accounts").await.body.contains("Илья"));
    assert!(house.get(&anna, "/me/log").await.body.contains("Telegram account removed"));
}
