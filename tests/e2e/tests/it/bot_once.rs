//! `kill -9` of the server while a bot speaks or listens: what the bot says is said once at most, and what it has
//! heard is not forgotten.

use anyhow::{Context as _, ensure};
use e2e::wait::until;
use e2e::{Api, Person, World, speech};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const SEND: &str = "bot.sendMessage";
const BOT: &str = "ilya_twin_bot";

/// A bot that writes as the owner does, in automatic mode; returns its identifier.
async fn add(world: &World) -> anyhow::Result<String> {
    let api = Api::with_scopes(&world.server, "login,read")?;
    let (_, token) = world.sandbox.bot("Двойник", BOT).await?;
    let manner = world.account.trim_start_matches("/accounts/");
    let new = json!({ "token": token, "manner_of": manner });
    let (status, added) = api.post(&world.server, "/api/v1/bots", new).await?;
    ensure!(status.as_u16() == 201, "{status}: {added}");
    let id = added["id"].as_str().context("the bot has no identifier")?.to_owned();
    world.server.post(&format!("/accounts/{id}/mode"), &[("mode", "auto")]).await?;
    runs(world, &id).await?;
    Ok(id)
}

async fn runs(world: &World, bot: &str) -> anyhow::Result<()> {
    until("the bot to run", async || {
        let page = world.server.get(&format!("/bots/{bot}")).await?;
        Ok(page.html.contains("Running").then_some(()))
    })
    .await
}

/// Asks whatever the demo suggests until a reply of several messages is planned; returns these, and the live stream.
async fn several(world: &World, of: &Person) -> anyhow::Result<(Vec<String>, e2e::Steps)> {
    let questions = of.suggestions.iter().filter(|suggestion| suggestion.expect == "answer");
    for question in questions {
        let mut steps = world.server.steps(&world.account, of).await?;
        world.sandbox.write(of, &world.cast.owner, &question.text).await?;
        let planned = steps.planned().await?;
        if planned.len() > 1 {
            return Ok((planned, steps));
        }
        steps.wait_for("sent").await?;
    }
    anyhow::bail!("{} is never answered in several messages", of.first_name)
}

#[tokio::test]
async fn of_a_reply_that_a_connected_bot_has_begun_the_rest_follows() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let bot = add(&world).await?;
    let friend = world.cast.contacts.get(1).context("the demo has too few contacts")?.clone();
    world.sandbox.connect_bot(&world.cast.owner, BOT, &["reply"]).await?;
    until("the connection to be seen", async || {
        let page = world.server.get(&format!("/bots/{bot}")).await?;
        Ok(page.html.contains("value=\"speak\"").then_some(()))
    })
    .await?;
    let connection = format!("/bots/{bot}/connections/{}", world.cast.owner.id);
    world.server.post(&connection, &[("do", "speak")]).await?;

    let (planned, steps) = several(&world, &friend).await?;
    let before = world.arrived(&friend).await?;
    // It takes effect, and the answer does not come before the server dies.
    let fault = world.sandbox.goes_wrong(SEND, json!({ "times": 1 }), json!("lost_answer")).await?;
    world.sandbox.went_wrong(fault).await?;
    drop(steps);
    world.server.kill()?;
    world.sandbox.nothing_goes_wrong().await?;
    world.server.restart().await?;
    let mut expected = [before, planned].concat();
    world.arrives(&friend, &expected).await?;

    // Whatever was to come a second time would have come before the answer to a later message.
    let mut steps = world.server.steps(&world.account, &friend).await?;
    world.ask(&friend).await?;
    expected.extend(steps.planned().await?);
    steps.wait_for("sent").await?;
    world.arrives(&friend, &expected).await
}

#[tokio::test]
async fn what_nobody_knows_to_have_arrived_a_bot_does_not_say_again() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let bot = add(&world).await?;
    let contacts = world.cast.contacts.clone();
    let [mother, friend, ..] = &contacts[..] else {
        anyhow::bail!("the demo has too few contacts")
    };
    // It has arrived, or it has not: the server cannot tell the one from the other.
    for (contact, fault, arrived) in [(mother, "lost_answer", 1), (friend, "no_answer", 0)] {
        let question = contact.suggestion("answer")?;
        let account = format!("/accounts/{bot}");
        let fault = world.sandbox.goes_wrong(SEND, json!({ "times": 1 }), json!(fault)).await?;
        world.sandbox.write_to_bot(contact, BOT, question).await?;
        world.sandbox.went_wrong(fault).await?;
        world.server.kill()?;
        world.sandbox.nothing_goes_wrong().await?;
        world.server.restart().await?;
        runs(&world, &bot).await?;
        let chat = format!("{account}/chats/{}", contact.id);
        until("its owner to be told that nobody knows", async || {
            let page = world.server.get(&chat).await?;
            Ok(page.html.contains("Nobody knows whether it arrived").then_some(()))
        })
        .await?;
        // What was to come a second time would have come before the answer to a later message.
        let mut steps = world.server.steps(&account, contact).await?;
        world.sandbox.write_to_bot(contact, BOT, question).await?;
        let planned = steps.planned().await?;
        steps.wait_for("sent").await?;
        let written = world.sandbox.written_by_bot(contact, BOT).await?;
        ensure!(written.len() == arrived + planned.len(), "{written:?}, planned was {planned:?}");
        ensure!(written.ends_with(&planned), "{written:?}, planned was {planned:?}");
    }
    Ok(())
}

/// A server that hears the same in every note, and is not done with the first before the test ends.
async fn slow_ear(text: &str) -> MockServer {
    let server = MockServer::start().await;
    let heard = ResponseTemplate::new(200).set_body_json(json!({ "text": text }));
    let place = || Mock::given(method("POST")).and(path("/v1/audio/transcriptions"));
    let never = heard.clone().set_delay(std::time::Duration::from_secs(600));
    place().respond_with(never).up_to_n_times(1).with_priority(1).mount(&server).await;
    place().respond_with(heard).mount(&server).await;
    server
}

#[tokio::test]
async fn a_voice_note_that_came_before_the_server_died_is_fetched_heard_and_answered()
-> anyhow::Result<()> {
    let mut world = World::start().await?;
    let folder = tempfile::tempdir()?;
    let friend = world.cast.contacts.get(1).context("the demo has too few contacts")?.clone();
    let question = friend.suggestion("answer")?.to_owned();
    let ear = slow_ear(&question).await;
    let compatible = format!("compatible:any@{}/v1", ear.uri());
    world.server.restart_with("AITWIN_VOICE__EAR", compatible).await?;
    world.server.online(&world.account).await?;
    let bot = add(&world).await?;

    let note = speech::note(folder.path(), 3, 7)?;
    world.sandbox.speak_to(&friend, BOT, &note, 3).await?;
    let asked = async || ear.received_requests().await.unwrap_or_default();
    until(
        "the note to be sent to be heard",
        async || Ok((!asked().await.is_empty()).then_some(())),
    )
    .await?;
    // Telegram is told that the note is here, and does not tell of it again.
    until("the note to be confirmed", async || {
        let bots: Vec<Value> = world.sandbox.bots().await?;
        let found = bots.iter().find(|found| found["username"] == BOT);
        Ok(found.is_some_and(|found| found["pending_updates"] == 0).then_some(()))
    })
    .await?;
    world.server.kill()?;
    world.server.restart().await?;
    runs(&world, &bot).await?;

    until("an answer", async || {
        let written = world.sandbox.written_by_bot(&friend, BOT).await?;
        Ok((!written.is_empty()).then_some(()))
    })
    .await?;
    let [_, heard] = &asked().await[..] else { anyhow::bail!("it was not heard once more") };
    ensure!(heard.body.windows(note.len()).any(|part| part == note), "not the whole note");
    let chat = world.server.get(&format!("/accounts/{bot}/chats/{}", friend.id)).await?;
    ensure!(chat.html.contains(&question), "what is said in it is not shown: {}", chat.html);
    let is_sound = |part: &&str| part.starts_with("/accounts/") && part.ends_with("/sound");
    let sound = chat.html.split('"').find(is_sound);
    let sound = world.server.get(sound.context("it cannot be listened to")?).await?;
    ensure!(sound.status.is_success() && sound.html.starts_with("OggS"), "{}", sound.status);
    Ok(())
}
