//! A bot's line as it fails at Telegram: each way is told in the API, passes, and shows nobody the token.

use anyhow::{Context as _, ensure};
use e2e::wait::until;
use e2e::{Api, Person, World};
use serde_json::{Value, json};

/// A bot of the world's, and a program that looks after it.
struct Bot {
    world: World,
    api: Api,
    username: String,
    token: String,
    /// Where the API tells of it.
    path: String,
    /// Whoever writes to it.
    friend: Person,
    /// How many messages it has been sent.
    sent: usize,
    /// All that the API has answered.
    told: String,
}

impl Bot {
    async fn add() -> anyhow::Result<Self> {
        let mut world = World::start().await?;
        // Whatever the server can log, it does.
        world.server.restart_with("AITWIN_LOG", "debug".to_owned()).await?;
        let api = Api::with_scopes(&world.server, "login,manage,read")?;
        let (username, token) = world.sandbox.bot("Двойник", "ilya_twin_bot").await?;
        let new = json!({ "token": token });
        let (status, added) = api.post(&world.server, "/api/v1/bots", new).await?;
        ensure!(status.as_u16() == 201, "{status}: {added}");
        let id = added["id"].as_str().context("the bot has no identifier")?;
        let path = format!("/api/v1/bots/{id}");
        let friend = world.cast.contacts.get(1).context("the demo has too few contacts")?.clone();
        let told = added.to_string();
        let mut bot = Self { world, api, username, token, path, friend, sent: 0, told };
        bot.is("running").await?;
        Ok(bot)
    }

    /// Waits until the API says that the bot is in this state; returns all it says then.
    async fn is(&mut self, state: &str) -> anyhow::Result<Value> {
        let mut last = Value::Null;
        let found = until(&format!("a bot that is {state}"), async || {
            let (_, bot) = self.api.get(&self.world.server, &self.path).await?;
            last = bot;
            Ok((last["state"] == state).then(|| last.clone()))
        })
        .await;
        let found = found.with_context(|| format!("the API said: {last}"))?;
        self.told.push_str(&found.to_string());
        Ok(found)
    }

    /// Somebody writes to it: whoever waits for that asks again.
    async fn is_written_to(&mut self) -> anyhow::Result<()> {
        self.sent += 1;
        self.world.sandbox.write_to_bot(&self.friend, &self.username, "эй").await
    }

    /// Waits until it runs, and has been told of all that was written to it since it was started.
    async fn has_heard_all(&mut self) -> anyhow::Result<()> {
        let account = self.path.replace("/api/v1/bots/", "/accounts/");
        let page = format!("{account}/chats/{}", self.friend.id);
        let sent = self.sent;
        until("all that was written", async || {
            let chat = self.world.server.get(&page).await?;
            Ok((chat.html.matches("эй</p>").count() >= sent).then_some(()))
        })
        .await?;
        self.is("running").await.map(drop)
    }

    /// Nothing that anybody was shown holds the half of the token that is secret.
    async fn is_nowhere(&mut self, token: &str) -> anyhow::Result<()> {
        let secret = token.split(':').nth(1).context("the token has two halves")?;
        let page = self.path.replace("/api/v1", "");
        for path in ["/bots", &page, "/", "/accounts"] {
            let html = self.world.server.get(path).await?.html;
            ensure!(!html.contains(secret), "{path} shows the token");
        }
        let (_, all) = self.api.get(&self.world.server, "/api/v1/bots").await?;
        ensure!(all["items"].as_array().is_some_and(|bots| bots.len() == 1), "{all}");
        self.told.push_str(&all.to_string());
        ensure!(!self.told.contains(secret), "the API shows the token");
        let logged = self.world.server.said();
        ensure!(logged.contains("DEBUG"), "it has logged too little to tell: {logged}");
        ensure!(!logged.contains(secret), "the log shows the token");
        Ok(())
    }
}

#[tokio::test]
async fn whatever_telegram_answers_is_told_and_passes_and_nothing_is_lost() -> anyhow::Result<()> {
    let mut bot = Bot::add().await?;
    let get_updates = "bot.getUpdates";
    for code in [502, 500] {
        let error = json!({ "error": { "text": "INTERNAL", "code": code } });
        bot.world.sandbox.goes_wrong(get_updates, json!("forever"), error).await?;
        bot.is_written_to().await?;
        let told = bot.is("unreachable").await?;
        ensure!(told["errors"] != 0 && told["running_since"].is_null(), "{told}");
        bot.world.sandbox.nothing_goes_wrong().await?;
        bot.is_written_to().await?;
        bot.has_heard_all().await?;
    }

    let flood = json!({ "error": { "text": "FLOOD_WAIT_3" } });
    bot.world.sandbox.goes_wrong(get_updates, json!({ "times": 1 }), flood).await?;
    bot.is_written_to().await?;
    let told = bot.is("flood").await?;
    ensure!(told["waits_until"].is_number(), "until when is not told: {told}");
    bot.has_heard_all().await?;

    // Another program asks for what comes, and goes.
    let (token, none) = (bot.token.clone(), json!({}));
    bot.world.sandbox.as_bot(&token, "getUpdates", none.clone()).await?;
    bot.is("conflict").await?;
    bot.is_written_to().await?;
    bot.has_heard_all().await?;
    // Another has what comes brought to it.
    let hook = json!({ "url": "http://127.0.0.1:9/hook" });
    bot.world.sandbox.as_bot(&token, "setWebhook", hook).await?;
    bot.is("webhook").await?;
    bot.is_written_to().await?;
    let taken = format!("{}/take_over", bot.path);
    let (status, answer) = bot.api.post(&bot.world.server, &taken, none).await?;
    ensure!(status.is_success(), "{status}: {answer}");
    bot.has_heard_all().await?;

    // Telegram is gone, and back.
    bot.world.sandbox.kill()?;
    bot.is("unreachable").await?;
    bot.world.sandbox.restart().await?;
    bot.is_written_to().await?;
    bot.has_heard_all().await?;
    bot.is_nowhere(&token).await
}

#[tokio::test]
async fn a_token_that_is_revoked_is_seen_to_be_and_the_next_one_goes_on() -> anyhow::Result<()> {
    let mut bot = Bot::add().await?;
    let old = bot.token.clone();
    let renewed = bot.world.sandbox.revoke(&bot.username).await?;
    bot.is("unauthorized").await?;
    bot.is_written_to().await?;
    let place = format!("{}/token", bot.path);
    // The one that was revoked, and one of another bot.
    let (_, others) = bot.world.sandbox.bot("Другой", "another_twin_bot").await?;
    for wrong in [&old, &others, "нет"] {
        let body = json!({ "token": wrong });
        let (status, refused) = bot.api.put(&bot.world.server, &place, body).await?;
        ensure!(status.is_client_error(), "{status}: {refused}");
        bot.told.push_str(&refused.to_string());
    }
    let body = json!({ "token": renewed });
    let (status, given) = bot.api.put(&bot.world.server, &place, body).await?;
    ensure!(status.is_success(), "{status}: {given}");
    bot.told.push_str(&given.to_string());
    bot.has_heard_all().await?;
    for token in [old, others, renewed] {
        bot.is_nowhere(&token).await?;
    }
    Ok(())
}
