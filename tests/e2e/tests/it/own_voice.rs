//! The owner's own voice, in a real browser: picked from their voice notes and recorded, made after they have
//! agreed, spoken in, and deleted everywhere when they take that back.

use anyhow::{Context as _, ensure};
use e2e::elevenlabs::{ElevenLabs, STOCK};
use e2e::wait::until;
use e2e::{Browser, World, speech};

/// A world whose owner speaks by a provider on loopback, and has sent voice notes from their phone.
async fn with_notes(folder: &std::path::Path) -> anyhow::Result<(World, ElevenLabs)> {
    let provider = ElevenLabs::start(speech::note(folder, 2, 9)?).await;
    let mut world = World::start().await?;
    for (name, value) in [
        ("AITWIN_VOICE__VOICE", STOCK.to_owned()),
        ("AITWIN_VOICE__MOUTH", provider.mouth()),
        ("AITWIN_POLICY__VOICE__ANSWERS", "always".to_owned()),
    ] {
        world.server.restart_with(name, value).await?;
    }
    world.server.online(&world.account).await?;
    Ok((world, provider))
}

#[tokio::test]
async fn a_voice_is_made_of_ones_own_notes_spoken_in_and_deleted() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (world, provider) = with_notes(folder.path()).await?;
    let (owner, mother) = (&world.cast.owner, &world.cast.contacts[0]);
    let mut notes = Vec::new();
    for (seconds, number) in [(34, 1), (31, 2)] {
        let note = speech::note(folder.path(), seconds, number)?;
        world.sandbox.speak(owner, mother, &note, seconds).await?;
        notes.push(note);
    }
    let strangers = speech::note(folder.path(), 40, 3)?;
    world.sandbox.speak(mother, owner, &strangers, 40).await?;

    let browser = Browser::start("en", 1280, 900).await?;
    let page = format!("{}/voices", world.server.base);
    until("the owner's notes to be known", async || {
        browser.open(&page).await?;
        Ok((browser.count("#own-notes form").await? > 0).then_some(()))
    })
    .await?;
    let plan = browser.see("#studio .plan").await?;
    ensure!(plan.contains("starter") && plan.contains("1 of 10"), "{plan}");
    browser.click("#own-notes button").await?;
    browser.see_more_than("#own-notes .pick", 1).await?;
    until("all to be measured", async || {
        Ok((browser.count("#own-notes .measuring").await? == 0).then_some(()))
    })
    .await?;
    // What the mother said is not there to be picked.
    let picks = browser.texts("#own-notes .pick").await?;
    ensure!(picks.len() == 2, "{picks:?}");
    ensure!(picks.iter().any(|pick| pick.contains("0:34") && pick.contains("Good")), "{picks:?}");
    // Nor is it taken from a form that names it.
    let theirs = world.sandbox.last(owner, mother).await?["id"].clone();
    let note = format!("{}:{theirs}", mother.id);
    let account = world.account.trim_start_matches("/accounts/");
    let forged = [("name", "x"), ("consent", "yes"), ("account", account), ("note", &note)];
    let refused = world.server.post("/voices", &forged).await?;
    ensure!(refused.status == 422 && refused.html.contains("spoken yourself"), "{refused:?}");

    // Something is recorded, too: what a browser records is read.
    browser.click("[data-start]").await?;
    until("the recording to run", async || {
        let told = browser.texts(".recorder [role=status]").await?;
        Ok(told.iter().any(|told| told.contains("0:01")).then_some(()))
    })
    .await?;
    browser.click("[data-stop]").await?;
    browser.see("#recordings .pick").await?;
    let spoken = browser.texts("#make-voice .spoken").await?;
    ensure!(spoken.iter().any(|told| told.contains("1:0")), "{spoken:?}");
    for faults in [browser.faults_of_reading().await?, browser.console_errors().await?] {
        ensure!(faults.is_empty(), "{faults:?}");
    }

    // Without consent nothing is sent.
    ensure!(provider.sent_to("/v1/voices/add").await.is_empty());
    browser.click("#make-voice [name=consent]").await?;
    browser.click("#make-voice button").await?;
    browser.see(".own-voice .status.good").await?;
    let [sent] = &provider.sent_to("/v1/voices/add").await[..] else {
        anyhow::bail!("the voice was not made once")
    };
    for note in &notes {
        ensure!(sent.windows(note.len()).any(|part| part == note), "a note is not whole");
    }
    ensure!(!sent.windows(strangers.len()).any(|part| part == strangers), "a stranger's voice");
    ensure!(provider.own_voices() == [format!("{} {}", owner.first_name, owner.last_name).trim()]);
    let agreed =
        browser.script("return document.querySelector('.own-voice blockquote').textContent;");
    ensure!(agreed.await?.as_str().is_some_and(|text| text.contains("This is my own voice")));

    // Their twin speaks in it.
    browser.click(".own-voice form[action$='/speak'] button").await?;
    browser.see(".speaks-now").await?;
    // To the mother the owner has just spoken themselves: there it keeps out.
    let friend = &world.cast.contacts[1];
    let mut steps = world.server.steps(&world.account, friend).await?;
    world.ask(friend).await?;
    steps.wait_for("sent").await?;
    ensure!(provider.sent_to("/v1/text-to-speech/own-1").await.len() == 1);
    ensure!(provider.sent_to(&format!("/v1/text-to-speech/{STOCK}")).await.is_empty());
    let last = world.sandbox.last(friend, owner).await?;
    ensure!(last["file"]["kind"] == "voice", "{last}");

    // The consent is taken back: the voice is nowhere any more.
    browser.open(&page).await?;
    browser.click(".own-voice summary").await?;
    browser.click(".own-voice button.danger").await?;
    until("the voice to be deleted", async || {
        browser.open(&page).await?;
        Ok((browser.count(".own-voice").await? == 0).then_some(()))
    })
    .await?;
    ensure!(provider.own_voices().is_empty(), "{:?}", provider.own_voices());
    let voice = world.server.get("/voice").await?;
    ensure!(voice.html.contains("Nobody speaks"), "{}", voice.html);
    Ok(())
}

#[tokio::test]
async fn a_note_is_played_with_the_keyboard() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (world, _provider) = with_notes(folder.path()).await?;
    let (owner, mother) = (&world.cast.owner, &world.cast.contacts[0]);
    let note = speech::note(folder.path(), 12, 4)?;
    world.sandbox.speak(owner, mother, &note, 12).await?;
    let browser = Browser::start("en", 1280, 900).await?;
    let talk = format!("{}{}/chats/{}", world.server.base, world.account, mother.id);
    browser.open(&talk).await?;
    let player = ".voice-note .sound.drawn";
    browser.see(player).await?;
    browser.click(&format!("{player} button")).await?;
    let slider = format!("{player} input[type=range]");
    until("the note to play", async || {
        Ok((browser.count(&format!("{slider}:enabled")).await? > 0).then_some(()))
    })
    .await?;
    browser.click(&format!("{player} button")).await?;
    let at = "return document.querySelector('.voice-note audio').currentTime;";
    let before = browser.script(at).await?.as_f64().context("no time")?;
    // The key that goes on in any slider.
    browser.fill(&slider, "\u{e010}").await?;
    let after = browser.script(at).await?.as_f64().context("no time")?;
    ensure!(after > before && after > 11.0, "from {before} to {after}");
    let told = format!("return document.querySelector('{slider}').getAttribute('aria-valuetext');");
    let told = browser.script(&told).await?;
    ensure!(told.as_str().is_some_and(|told| told.ends_with("/ 0:12")), "{told}");
    // Its waveform was drawn from the sound.
    let heights = browser.script(
        "return new Set(document.querySelector('.voice-note .ground').getAttribute('d')\
         .split('M').map((bar) => bar.split('V')[1])).size;",
    );
    ensure!(heights.await?.as_u64().is_some_and(|heights| heights > 10));
    ensure!(browser.faults_of_reading().await?.is_empty());
    Ok(())
}
