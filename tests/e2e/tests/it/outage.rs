//! Telegram gone in the middle of a conversation, and back.

use e2e::World;

#[tokio::test]
async fn the_conversation_goes_on_after_telegram_was_gone() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let contacts = world.cast.contacts.clone();
    let [first, second, ..] = &contacts[..] else { anyhow::bail!("the demo has too few contacts") };

    // A reply is planned when Telegram goes: it arrives when Telegram is back.
    let mut steps = world.server.steps(&world.account, first).await?;
    world.ask(first).await?;
    let planned = steps.planned().await?;
    world.sandbox.kill()?;
    world.sandbox.restart().await?;

    // This is written before the server can be connected again: no update tells of it.
    let mut others = world.server.steps(&world.account, second).await?;
    world.ask(second).await?;
    let planned_for_second = others.planned().await?;
    others.wait_for("sent").await?;

    world.arrives(first, &planned).await?;
    world.arrives(second, &planned_for_second).await?;
    // What was asked before Telegram went is still there.
    let chat = world.sandbox.chat(first, &world.cast.owner).await?;
    assert!(chat.contains(&(true, first.suggestion("answer")?.to_owned())), "{chat:?}");
    Ok(())
}
