//! A program logs an account in over the HTTP API, lists its dialogs and sends a message: once, however
//! often it asks and whatever dies in between.

use e2e::program::run;
use e2e::sandbox::cast;
use e2e::{Api, Sandbox, Server};
use serde_json::json;

const PASSWORD: &str = "кефир-и-тыква";

#[tokio::test]
async fn an_account_is_logged_in_and_a_message_sent_once() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::start(&folder.path().join("sandbox")).await?;
    let cast = cast()?;
    let (owner, friend) = (&cast.owner, &cast.contacts[0]);
    sandbox.add(owner, Some(PASSWORD)).await?;
    sandbox.add(friend, None).await?;
    sandbox.write(friend, owner, "ты где?").await?;
    let mut server = Server::start(&folder.path().join("data"), &sandbox).await?;
    let api = Api::with_scopes(&server, "login,read,send")?;

    let phone = json!({"phone": owner.phone});
    let (status, step) = api.post(&server, "/auth/auth/request_code", phone).await?;
    assert_eq!((status.as_u16(), &step["step"]), (200, &json!("code")), "{step}");
    let code = sandbox.code(&owner.phone).await?;
    let answer = json!({"phone": owner.phone, "code": code});
    let (status, step) = api.post(&server, "/auth/auth/verify_code", answer).await?;
    assert_eq!((status.as_u16(), &step["step"]), (200, &json!("password")), "{step}");
    let wrong = json!({"phone": owner.phone, "password": "не тот"});
    let (status, problem) = api.post(&server, "/auth/auth/verify_code", wrong).await?;
    assert_eq!((status.as_u16(), &problem["code"]), (422, &json!("wrong_password")), "{problem}");
    let answer = json!({"phone": owner.phone, "password": PASSWORD});
    let (status, step) = api.post(&server, "/auth/auth/verify_code", answer).await?;
    assert_eq!((status.as_u16(), &step["step"]), (200, &json!("done")), "{step}");
    assert_eq!(step["account"]["user_id"], owner.id);

    let (status, dialogs) = api.post(&server, "/get_dialogs", json!({"limit": 10})).await?;
    assert_eq!(status.as_u16(), 200, "{dialogs}");
    assert_eq!(dialogs["items"][0]["id"], friend.id, "{dialogs}");
    assert_eq!(dialogs["items"][0]["last_message"]["text"], "ты где?");

    let message = json!({"peer": friend.id, "text": "еду", "idempotency_key": "trip-1"});
    let (status, first) = api.post(&server, "/send_message", message.clone()).await?;
    assert_eq!((status.as_u16(), &first["repeated"]), (200, &json!(false)), "{first}");
    // Neither asking again nor the server's death sends it again.
    let (_, again) = api.post(&server, "/send_message", message.clone()).await?;
    server.kill()?;
    server.restart().await?;
    let (_, after) = api.post(&server, "/send_message", message).await?;
    for repeated in [again, after] {
        assert_eq!(repeated["repeated"], true, "{repeated}");
        assert_eq!(repeated["message_id"], first["message_id"]);
    }
    let named = json!({"peer": format!("@{}", friend.username), "text": "через час"});
    let (status, sent) = api.post(&server, "/send_message", named).await?;
    assert_eq!(status.as_u16(), 200, "{sent}");
    let nobody = json!({"peer": "@nobody_at_all", "text": "эй"});
    let (status, problem) = api.post(&server, "/send_message", nobody).await?;
    assert_eq!((status.as_u16(), &problem["code"]), (404, &json!("unknown_peer")), "{problem}");

    let chat = sandbox.chat(friend, owner).await?;
    let texts: Vec<&str> = chat.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["ты где?", "еду", "через час"]);
    Ok(())
}

#[test]
fn tokens_are_made_listed_and_taken_back() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().display().to_string();
    let token = |arguments: &[&str]| {
        let data = ["--data", &*data];
        run(&[&["token"], arguments, &data].concat())
    };
    let none = token(&["make", "--name", "a", "--scopes", "fly"])?;
    assert_eq!(none.code, Some(1));
    assert!(none.err.contains("“fly” are no scopes"), "{none:?}");
    let made = token(&["make", "--name", "backup", "--scopes", "read,answer", "--days", "7"])?;
    assert!(made.out.starts_with("ait_") && made.out.trim().lines().count() == 1, "{made:?}");
    let listed = token(&["list"])?.out;
    assert!(
        listed.contains("backup  read answer") && !listed.contains(made.out.trim()),
        "{listed}"
    );
    let id = listed.split_whitespace().next().unwrap_or_default();
    assert_eq!(token(&["revoke", id])?.code, Some(0));
    let again = token(&["revoke", id])?;
    assert!(again.code == Some(1) && again.err.contains("There is no token"), "{again:?}");
    assert!(token(&["list"])?.out.contains("No tokens yet"));
    Ok(())
}
