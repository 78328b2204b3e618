//! Bots: added by token, answering as their owner would, stopped by whoever they talk with, and connected
//! to the owner's own account, where nobody is answered twice.

use anyhow::{Context as _, ensure};
use e2e::wait::until;
use e2e::{Person, World};

/// Adds a bot on the page; returns its page.
pub(crate) async fn add(world: &World, token: &str) -> anyhow::Result<String> {
    let manner = world.account.trim_start_matches("/accounts/");
    let page = world.server.post("/bots", &[("token", token), ("manner", manner)]).await?;
    ensure!(page.path.starts_with("/bots/"), "not added: {}", page.html);
    until("the bot to run", async || {
        let page = world.server.get(&page.path).await?;
        Ok(page.html.contains("Running").then_some(()))
    })
    .await?;
    Ok(page.path)
}

/// Waits until a bot has written something to somebody that was not there before.
async fn answered(
    world: &World,
    to: &Person,
    bot: &str,
    before: usize,
) -> anyhow::Result<Vec<String>> {
    until("an answer of the bot", async || {
        let written = world.sandbox.written_by_bot(to, bot).await?;
        Ok((written.len() > before).then(|| written[before..].to_vec()))
    })
    .await
}

#[tokio::test]
async fn a_bot_answers_as_its_owner_would_until_it_is_told_to_stop() -> anyhow::Result<()> {
    let world = World::start().await?;
    let contacts = world.cast.contacts.clone();
    let friend = contacts.get(1).context("the demo has too few contacts")?;
    let (bot, token) = world.sandbox.bot("Двойник", "ilya_twin_bot").await?;

    // Tokens that are none, or speak for nobody.
    for (bad, said) in [
        ("https://t.me/ilya_twin_bot", "not a bot’s token"),
        ("42:AAFabcdefghijklmnopqrstuvwxyz_0123", "does not know this token"),
    ] {
        let page = world.server.post("/bots", &[("token", bad), ("manner", "")]).await?;
        ensure!(page.status == 422 && page.html.contains(said), "{}: {}", page.status, page.html);
        ensure!(!page.html.contains(bad), "what was entered is shown again");
    }
    let home = add(&world, &token).await?;
    let secret = token.split(':').nth(1).context("the token has two halves")?;
    for path in [home.as_str(), "/bots"] {
        ensure!(!world.server.get(path).await?.html.contains(secret), "{path} shows the token");
    }
    let again = world.server.post("/bots", &[("token", &*token), ("manner", "")]).await?;
    ensure!(again.html.contains("is here already"), "{}", again.html);

    let account = home.replace("/bots/", "/accounts/");
    world.server.post(&format!("{account}/mode"), &[("mode", "auto")]).await?;
    world.sandbox.write_to_bot(friend, &bot, "/start").await?;
    let greeting = answered(&world, friend, &bot, 0).await?;
    ensure!(greeting[0].contains("/stop"), "{greeting:?}");
    world.sandbox.write_to_bot(friend, &bot, friend.suggestion("answer")?).await?;
    let answer = answered(&world, friend, &bot, 1).await?;
    ensure!(!answer[0].is_empty() && !answer[0].contains("/stop"), "{answer:?}");

    world.sandbox.write_to_bot(friend, &bot, "/stop").await?;
    let goodbye = until("the end of it", async || {
        let written = world.sandbox.written_by_bot(friend, &bot).await?;
        Ok(written.into_iter().find(|text| text.contains("/start") && !text.contains("/help")))
    });
    goodbye.await?;
    let chat = world.server.get(&format!("{account}/chats/{}", friend.id)).await?;
    ensure!(chat.html.contains("/stop"), "what they said is there");

    // The token is revoked, seen to be, and replaced.
    let renewed = world.sandbox.revoke(&bot).await?;
    until("the token to be seen revoked", async || {
        let page = world.server.get(&home).await?;
        Ok(page.html.contains("No token that works").then_some(()))
    })
    .await?;
    let page = world.server.post(&format!("{home}/token"), &[("value", &*renewed)]).await?;
    ensure!(page.status.is_success(), "{}", page.html);
    until("the bot to run again", async || {
        Ok(world.server.get(&home).await?.html.contains("Running").then_some(()))
    })
    .await?;

    // What came meanwhile is not lost.
    world.server.post(&format!("{home}/do"), &[("do", "stop")]).await?;
    ensure!(world.server.get(&home).await?.html.contains("Stopped"));
    let before = world.sandbox.written_by_bot(friend, &bot).await?.len();
    world.sandbox.write_to_bot(friend, &bot, "/start").await?;
    world.server.post(&format!("{home}/do"), &[("do", "start")]).await?;
    answered(&world, friend, &bot, before).await?;
    Ok(())
}

#[tokio::test]
async fn where_a_bot_is_connected_too_a_message_is_answered_once() -> anyhow::Result<()> {
    let world = World::start().await?;
    let contacts = world.cast.contacts.clone();
    let [mother, friend, boss, ..] = &contacts[..] else {
        anyhow::bail!("the demo has too few contacts")
    };
    let (bot, token) = world.sandbox.bot("Двойник", "ilya_twin_bot").await?;
    let home = add(&world, &token).await?;
    let rights = ["reply", "read_messages"];
    world.sandbox.connect_bot(&world.cast.owner, &bot, &rights).await?;
    until("the connection to be seen", async || {
        // The account is logged in here, so nobody need be asked whose it is.
        Ok(world.server.get(&home).await?.html.contains("Let the bot answer").then_some(()))
    })
    .await?;

    // First the account speaks by itself, then the bot speaks for it.
    for (contact, speaks) in [(mother, false), (friend, true)] {
        if speaks {
            let connection = format!("{home}/connections/{}", world.cast.owner.id);
            world.server.post(&connection, &[("do", "speak")]).await?;
        }
        let mut steps = world.server.steps(&world.account, contact).await?;
        world.ask(contact).await?;
        let planned = steps.planned().await?;
        steps.wait_for("sent").await?;
        world.arrives(contact, &planned).await?;
        let last = world.sandbox.last(&world.cast.owner, contact).await?;
        ensure!(last["via_business_bot"].is_null() != speaks, "{last}");
    }

    // The session ends: from now on the bot alone hears and speaks, in the same chats.
    world.server.post(&format!("{}/panic", world.account), &[]).await?;
    world.server.post(&format!("{}/rules/resume", world.account), &[("back", "/")]).await?;
    world.sandbox.connect_bot(&world.cast.owner, &bot, &["reply"]).await?;
    world.server.online(&world.account).await?;
    let mut steps = world.server.steps(&world.account, boss).await?;
    world.ask(boss).await?;
    let planned = steps.planned().await?;
    steps.wait_for("sent").await?;
    world.arrives(boss, &planned).await?;
    Ok(())
}

#[tokio::test]
async fn a_bot_is_made_by_bot_father_and_its_token_is_shown_nowhere() -> anyhow::Result<()> {
    let world = World::start().await?;
    let account = world.account.trim_start_matches("/accounts/");
    let wanted = [("account", account), ("name", "Мой двойник"), ("username", "my_own_twin_bot")];
    let refused = world.server.post("/bots/new", &wanted).await?;
    ensure!(refused.status == 422, "nobody has agreed: {}", refused.html);
    let agreed = [&wanted[..], &[("agreed", "1")]].concat();
    let made = world.server.post("/bots/new", &agreed).await?;
    ensure!(
        made.path.starts_with("/bots/") && made.html.contains("@my_own_twin_bot"),
        "{}",
        made.html
    );
    let again = world.server.post("/bots/new", &agreed).await?;
    ensure!(again.status == 422 && again.html.contains("has this username"), "{}", again.html);

    let token = world.sandbox.token_of("my_own_twin_bot").await?;
    let secret = token.split(':').nth(1).context("the token has two halves")?;
    let chat = until("what he said", async || {
        let page = world.server.get(&format!("{}/chats/93372553", world.account)).await?;
        Ok(page.html.contains("HTTP API").then_some(page))
    })
    .await?;
    ensure!(!chat.html.contains(secret), "the chat with him shows the token");
    Ok(())
}
