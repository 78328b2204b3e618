//! The server is told to stop while it sends and Telegram does not answer: it ends at once, and what
//! was under way is sent by the next one, once.

use std::time::{Duration, Instant};

use e2e::World;

/// How long it may take to stop.
const AT_ONCE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_server_stops_at_once_where_telegram_does_not_answer() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let contact = world.cast.contacts[0].clone();
    let mut steps = world.server.steps(&world.account, &contact).await?;
    world.ask(&contact).await?;
    let planned = steps.planned().await?;
    world.sandbox.freeze()?;
    let begun = Instant::now();
    world.server.stop()?;
    let took = begun.elapsed();
    world.sandbox.thaw()?;
    assert!(took < AT_ONCE, "it took {took:?} to stop");
    world.server.restart().await?;
    world.arrives(&contact, &planned).await
}
