//! `kill -9` of the server at any moment: the reply is sent, and sent once.

use e2e::World;
use e2e::wait::until;

#[tokio::test]
async fn a_reply_is_sent_once_however_the_server_dies() -> anyhow::Result<()> {
    let mut world = World::start().await?;
    let contacts = world.cast.contacts.clone();
    // The friend's answers are often several messages: one has arrived, the others have not.
    let [mother, friend, boss, colleague, ..] = &contacts[..] else {
        anyhow::bail!("the demo has too few contacts")
    };
    let mut expected = Vec::new();
    for (contact, moment) in [(mother, "planned"), (boss, "typing"), (friend, "arriving")] {
        let mut steps = world.server.steps(&world.account, contact).await?;
        world.ask(contact).await?;
        let planned = steps.planned().await?;
        assert!(!planned.is_empty(), "a plan without messages for {}", contact.first_name);
        match moment {
            "typing" => steps.wait_for("typing").await?,
            "arriving" => {
                until("the first message", async || {
                    Ok((!world.arrived(contact).await?.is_empty()).then_some(()))
                })
                .await?;
            }
            _ => assert!(world.arrived(contact).await?.is_empty(), "too late to kill"),
        }
        world.server.kill()?;
        world.server.restart().await?;
        world.arrives(contact, &planned).await?;
        expected.push((contact, planned));
    }

    // Whatever was to come a second time would have come before the answer to a later message.
    let mut steps = world.server.steps(&world.account, colleague).await?;
    world.ask(colleague).await?;
    expected.push((colleague, steps.planned().await?));
    steps.wait_for("sent").await?;
    for (contact, planned) in expected {
        world.arrives(contact, &planned).await?;
    }
    Ok(())
}
