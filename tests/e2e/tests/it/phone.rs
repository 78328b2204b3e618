//! The sandbox's phone page, in a real browser.

use e2e::sandbox::cast;
use e2e::wait::until;
use e2e::{Browser, Sandbox};
use serde_json::json;

#[tokio::test]
async fn two_people_write_and_speak_to_each_other() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::start(folder.path()).await?;
    let people = cast()?;
    let (vera, oleg) = (&people.contacts[0], &people.owner);
    for person in [vera, oleg] {
        sandbox.add(person, None).await?;
    }
    let browser = Browser::start("en", 390, 844).await?;

    // Whose phone it is, is chosen; then whom to write to.
    browser.open(&format!("{}/phone/", sandbox.control)).await?;
    browser.click(&format!("button.chat[data-peer='{}']", vera.id)).await?;
    browser.click(".side .round.new").await?;
    browser.click(&format!("dialog button.chat[data-peer='{}']", oleg.id)).await?;
    browser.fill("textarea", "<b>Hello</b>").await?;
    browser.click(".composer .send").await?;
    browser.see(".message.mine").await?;
    assert_eq!(browser.texts(".message.mine .text").await?, ["<b>Hello</b>"]);
    assert_eq!(sandbox.chat(oleg, vera).await?, [(false, "<b>Hello</b>".to_owned())]);

    // What the other one does is seen as it happens.
    sandbox.does(oleg, vera, "record_voice").await?;
    browser.see(".head .status.doing").await?;
    sandbox.write(oleg, vera, "Hello yourself").await?;
    browser.see(".message.theirs").await?;
    assert_eq!(browser.texts(".message.theirs .text").await?, ["Hello yourself"]);
    // Somebody looks at it, so it is read; and what was written becomes so.
    sandbox.read(oleg, vera).await?;
    browser.see(".message.mine .ticks.is-read").await?;

    // A voice note is spoken, and arrives as Telegram has them.
    browser.click(".composer .send[data-does='speak']").await?;
    browser.see(".speaking .time").await?;
    until("a second of speech", async || {
        let time = browser.texts(".speaking .time").await?;
        Ok((time != ["0:00"]).then_some(()))
    })
    .await?;
    browser.click(".speaking .send").await?;
    browser.see(".message.mine .voice").await?;
    let note = sandbox.last(oleg, vera).await?;
    assert_eq!(
        (&note["file"]["kind"], &note["file"]["mime"]),
        (&json!("voice"), &json!("audio/ogg"))
    );
    let waveform = note["file"]["waveform"].as_str().unwrap_or_default();
    assert_eq!(waveform.len(), 126, "63 bytes");
    assert!(waveform.contains(|digit| digit != '0'), "the microphone beeps");
    assert!(note["file"]["duration"].as_i64() > Some(0));

    // It is played, and whoever wrote it sees that it was.
    sandbox.send_file_of(&note, oleg, vera).await?;
    browser.see(".message.theirs .voice .unheard").await?;
    browser.click(".message.theirs .voice .play").await?;
    browser.see(".message.theirs .voice .wave .on").await?;
    until("the voice note to be heard", async || {
        Ok(sandbox.last(oleg, vera).await?["heard"].as_bool().filter(|heard| *heard))
    })
    .await?;
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn what_happens_while_the_line_is_down_is_seen_afterwards() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut sandbox = Sandbox::start(folder.path()).await?;
    let people = cast()?;
    let (vera, oleg) = (&people.contacts[0], &people.owner);
    for person in [vera, oleg] {
        sandbox.add(person, None).await?;
    }
    sandbox.write(oleg, vera, "before").await?;
    let browser = Browser::start("ru", 1280, 800).await?;
    let address = format!("{}/phone/?as={}&with={}", sandbox.control, vera.username, oleg.username);
    browser.open(&address).await?;
    browser.see(".message.theirs").await?;

    sandbox.kill()?;
    browser.see(".offline p.offline").await?;
    sandbox.restart().await?;
    sandbox.write(oleg, vera, "after").await?;
    browser.see_more_than(".message.theirs", 1).await?;
    assert_eq!(browser.texts(".message.theirs .text").await?, ["before", "after"]);
    Ok(())
}
