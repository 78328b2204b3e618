//! Saved Messages: there the owner tells their twin what to do, and reads what it says.

use e2e::World;
use e2e::sandbox::Person;
use e2e::wait::until;

/// The owner writes something; waits until what comes after it holds a sign, and returns it.
async fn hears(world: &World, said: &str, sign: &str) -> anyhow::Result<String> {
    let owner = &world.cast.owner;
    world.sandbox.write(owner, owner, said).await?;
    reads(world, said, sign).await
}

/// What the twin has written in Saved Messages after something, once it holds a sign.
async fn reads(world: &World, after: &str, sign: &str) -> anyhow::Result<String> {
    until(&format!("`{sign}` after `{after}`"), async || {
        let notes = saved(world).await?;
        let from = notes.iter().rposition(|note| note == after).map_or(0, |at| at + 1);
        Ok(notes[from..].iter().find(|note| note.contains(sign)).cloned())
    })
    .await
}

async fn saved(world: &World) -> anyhow::Result<Vec<String>> {
    let owner = &world.cast.owner;
    let notes = world.sandbox.chat(owner, owner).await?;
    Ok(notes.into_iter().map(|(_, text)| text).collect())
}

async fn set_mode(world: &World, with: &Person, mode: &str) -> anyhow::Result<()> {
    let path = format!("{}/chats/{}/mode", world.account, with.id);
    world.server.post(&path, &[("mode", mode)]).await.map(drop)
}

#[tokio::test]
async fn the_owner_rules_their_twin_from_saved_messages() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    // Their rules were never saved: those of the settings count.
    let lines = "AITWIN_POLICY__SAVED_MESSAGES__LINES";
    world.server.restart_with(lines, "drafts".to_owned()).await?;
    world.server.online(&world.account).await?;
    let (owner, mother) = (world.cast.owner.clone(), world.cast.contacts[0].clone());
    set_mode(&world, &mother, "draft").await?;

    hears(&world, "twin status", "✅ Working").await?;
    hears(&world, "twin pause", "⏸ Paused until you say “twin resume”").await?;
    hears(&world, "двойник, статус", "⏸ Пауза").await?;
    world.ask(&mother).await?;
    hears(&world, "двойник, продолжай", "▶️").await?;

    let shown = reads(&world, "двойник, продолжай", "A draft for").await?;
    let draft: Vec<String> =
        shown.lines().filter_map(|line| line.strip_prefix("➤ ")).map(str::to_owned).collect();
    assert!(!draft.is_empty() && shown.contains(mother.suggestion("answer")?), "{shown}");
    assert_eq!(world.arrived(&mother).await?, Vec::<String>::new(), "not before the word is given");
    hears(&world, "двойник, статус", "Черновик").await?;

    let draft_line = world.sandbox.number_of(&owner, &owner, &shown).await?;
    world.sandbox.reply(&owner, &owner, draft_line, "ok").await?;
    reads(&world, "ok", "📤 Sending it to").await?;
    world.arrives(&mother, &draft).await
}

#[tokio::test]
async fn rules_that_were_saved_win_over_the_settings() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let countdown = "AITWIN_POLICY__COUNTDOWN_S";
    world.server.restart_with(countdown, "77".to_owned()).await?;
    let rules = format!("{}/rules", world.account);
    let page = world.server.get(&rules).await?.html;
    assert!(page.contains(r#"name="countdown" value="77""#), "{page}");
    let saved = [
        ("countdown", "88"),
        ("answer_within", "12"),
        ("after_writing", "30"),
        ("after_reading", "30"),
        ("spacing", "3"),
        ("quick", "20"),
    ];
    let taken = world.server.post(&rules, &saved).await?;
    assert!(taken.status.is_success(), "{taken:?}");
    world.server.restart_with(countdown, "99".to_owned()).await?;
    let page = world.server.get(&rules).await?.html;
    assert!(page.contains(r#"name="countdown" value="88""#), "{page}");
    Ok(())
}
