//! A contact's voice note is heard, and answered by one that another client plays: by the owner's account, and by a
//! bot.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use e2e::program::repository;
use e2e::python::python;
use e2e::wait::until;
use e2e::{World, speech};
use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::bots;

/// How many samples a second a program that speaks writes here.
const RATE: u32 = 24_000;

/// A second and a half of a tone, as WAV.
fn tone() -> Vec<u8> {
    let samples = (0..RATE * 3 / 2).flat_map(|at| {
        let turn = f64::from(at) * 440.0 * std::f64::consts::TAU / f64::from(RATE);
        ((turn.sin() * 12_000.0) as i16).to_le_bytes()
    });
    let samples: Vec<u8> = samples.collect();
    let length = samples.len() as u32;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + length).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(RATE.to_le_bytes());
    wav.extend((RATE * 2).to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend(length.to_le_bytes());
    wav.extend(samples);
    wav
}

/// A program that keeps what it is to say, and says a tone.
fn mouth(folder: &Path) -> anyhow::Result<PathBuf> {
    let (wav, said, program) =
        (folder.join("tone.wav"), folder.join("said.txt"), folder.join("speak"));
    fs::write(&wav, tone())?;
    let script = format!("#!/bin/sh\ncat > '{}'\nexec cat '{}'\n", said.display(), wav.display());
    let mut file = fs::File::create(&program)?;
    file.write_all(script.as_bytes())?;
    file.set_permissions(fs::Permissions::from_mode(0o700))?;
    Ok(program)
}

/// A server that hears the same in every note.
async fn ear(text: &str) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/v1/audio/transcriptions"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "text": text })))
        .mount(&server)
        .await;
    server
}

fn runs(command: &mut Command) -> anyhow::Result<String> {
    let ran = command.output().with_context(|| format!("{command:?}"))?;
    let told = String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned();
    ensure!(ran.status.success(), "{command:?}: {told}");
    Ok(told)
}

/// Has a contact's client send a file, and keep the answer. It is a voice note, or a round video in which
/// Telegram hears what is `said`.
async fn speaks(
    world: &World,
    phone: &str,
    file: &Path,
    answer: &Path,
    said: Option<&str>,
) -> anyhow::Result<String> {
    let script = repository().join("tests/e2e/tests/strangers/telethon_speaks.py");
    let mut arguments = vec![script.display().to_string()];
    for (name, value) in [
        ("--control", world.sandbox.control.clone()),
        ("--listen", world.sandbox.listen.clone()),
        ("--phone", phone.to_owned()),
        ("--to", world.cast.owner.username.clone()),
        ("--text", file.display().to_string()),
        ("--answer", answer.display().to_string()),
    ] {
        arguments.extend([name.to_owned(), value]);
    }
    arguments.extend(said.into_iter().flat_map(|said| ["--said".to_owned(), said.to_owned()]));
    python(arguments).await
}

#[tokio::test]
async fn a_round_video_is_heard_by_telegram_itself_and_answered_aloud() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let folder = tempfile::tempdir()?;
    let contact = world.cast.contacts[0].clone();
    let question = contact.suggestion("answer")?;
    let program = mouth(folder.path())?;
    for (name, value) in [
        ("AITWIN_VOICE__EAR", "telegram".to_owned()),
        ("AITWIN_VOICE__MOUTH", format!("program:{}", program.display())),
        ("AITWIN_POLICY__VOICE__ANSWERS", "mirror".to_owned()),
    ] {
        world.server.restart_with(name, value).await?;
    }
    world.server.online(&world.account).await?;

    let video = repository().join("crates/voice/tests/it/sounds/round.mp4");
    let answer = folder.path().join("answer.ogg");
    let told = speaks(&world, &contact.phone, &video, &answer, Some(question)).await?;
    assert_eq!(told, "a voice note of 2 s, recorded before\n");
    let talk = world.server.get(&format!("{}/chats/{}", world.account, contact.id)).await?;
    assert!(talk.html.contains(question) && talk.html.contains("round-video"), "{}", talk.html);
    Ok(())
}

#[tokio::test]
async fn a_voice_note_of_another_client_is_heard_and_answered_by_one_it_plays() -> anyhow::Result<()>
{
    let mut world = World::start().await?;
    let folder = tempfile::tempdir()?;
    let contact = world.cast.contacts[0].clone();
    let question = contact.suggestion("answer")?;
    let ear = ear(question).await;
    let program = mouth(folder.path())?;
    for (name, value) in [
        ("AITWIN_VOICE__EAR", format!("compatible:any@{}/v1", ear.uri())),
        ("AITWIN_VOICE__MOUTH", format!("program:{}", program.display())),
        ("AITWIN_POLICY__VOICE__ANSWERS", "mirror".to_owned()),
    ] {
        world.server.restart_with(name, value).await?;
    }
    world.server.online(&world.account).await?;

    let (note, answer) = (folder.path().join("note.ogg"), folder.path().join("answer.ogg"));
    let wav = folder.path().join("tone.wav");
    runs(Command::new("opusenc").args(["--quiet", "--bitrate", "24"]).arg(&wav).arg(&note))?;
    let told = speaks(&world, &contact.phone, &note, &answer, None).await?;
    assert_eq!(told, "a voice note of 2 s, recorded before\n");

    // The note was heard as it was sent, and what is said in it stands on the page and is searched.
    let [heard] = &ear.received_requests().await.context("the ear keeps what it hears")?[..] else {
        anyhow::bail!("the note was not heard once");
    };
    let sent = fs::read(&note)?;
    assert!(heard.body.windows(sent.len()).any(|part| part == sent), "the whole note");
    let talk = world.server.get(&format!("{}/chats/{}", world.account, contact.id)).await?;
    assert!(talk.html.contains(question) && talk.html.contains("/sound\""), "{}", talk.html);

    // What the stranger has downloaded is a note that others play, and says the owner's words.
    let played = folder.path().join("played.wav");
    runs(Command::new("opusdec").arg("--quiet").arg(&answer).arg(&played))?;
    let told = runs(Command::new("opusinfo").arg(&answer))?;
    assert!(!told.contains("WARNING"), "{told}");
    let said = fs::read_to_string(folder.path().join("said.txt"))?;
    assert!(!said.trim().is_empty() && talk.html.contains(said.split(' ').next().unwrap_or("")));
    Ok(())
}

#[tokio::test]
async fn a_voice_note_to_a_bot_is_heard_and_answered_by_one_that_others_play() -> anyhow::Result<()>
{
    const BOT: &str = "ilya_twin_bot";
    let mut world = World::start().await?;
    let folder = tempfile::tempdir()?;
    let friend = world.cast.contacts.get(1).context("the demo has too few contacts")?.clone();
    let question = friend.suggestion("answer")?;
    let ear = ear(question).await;
    let program = mouth(folder.path())?;
    for (name, value) in [
        ("AITWIN_VOICE__EAR", format!("compatible:any@{}/v1", ear.uri())),
        ("AITWIN_VOICE__MOUTH", format!("program:{}", program.display())),
        ("AITWIN_POLICY__VOICE__ANSWERS", "mirror".to_owned()),
    ] {
        world.server.restart_with(name, value).await?;
    }
    world.server.online(&world.account).await?;
    let (_, token) = world.sandbox.bot("Двойник", BOT).await?;
    let account = bots::add(&world, &token).await?.replace("/bots/", "/accounts/");
    world.server.post(&format!("{account}/mode"), &[("mode", "auto")]).await?;

    let note = speech::note(folder.path(), 3, 11)?;
    world.sandbox.speak_to(&friend, BOT, &note, 3).await?;
    let answer = until("a voice note of the bot", async || {
        Ok(world.sandbox.sent_by_bot(&friend, BOT).await?.into_iter().next())
    })
    .await?;

    // It was heard as it was sent, once, and what is said in it stands on the page of the chat.
    let [heard] = &ear.received_requests().await.context("the ear keeps what it hears")?[..] else {
        anyhow::bail!("the note was not heard once");
    };
    ensure!(heard.body.windows(note.len()).any(|part| part == note), "not the whole note");
    let chat = format!("{account}/chats/{}", friend.id);
    let chat = until("what both have said to be shown", async || {
        let page = world.server.get(&chat).await?;
        Ok((page.html.matches("<audio").count() == 2).then_some(page.html))
    })
    .await?;
    ensure!(chat.contains(question), "what is said in it is not shown: {chat}");

    // What arrived is a voice note as Telegram shows it, in Opus that others play, and says what is shown.
    let kind = [&answer["kind"], &answer["mime"], &answer["duration"]];
    assert_eq!(kind, [&json!("voice"), &json!("audio/ogg"), &json!(2)]);
    let written = world.sandbox.written_by_bot(&friend, BOT).await?;
    ensure!(written.iter().all(String::is_empty), "it was written too: {written:?}");
    let (ogg, played) = (folder.path().join("answer.ogg"), folder.path().join("played.wav"));
    fs::write(&ogg, world.sandbox.bytes(&answer).await?)?;
    runs(Command::new("opusdec").arg("--quiet").arg(&ogg).arg(&played))?;
    let told = runs(Command::new("opusinfo").arg(&ogg))?;
    ensure!(told.contains("type opus") && !told.contains("WARNING"), "{told}");
    let said = fs::read_to_string(folder.path().join("said.txt"))?;
    let last = said.split_whitespace().last().context("nothing was said")?;
    ensure!(chat.contains(last.trim_end_matches(['.', ',', '!', '?'])), "{said}: {chat}");
    Ok(())
}
