//! Telegram clients that nobody here wrote: they find a Telegram in the sandbox, and talk with the
//! twin.

use e2e::program::repository;
use e2e::python::python;
use e2e::{Sandbox, World};

/// A contact with this client asks what the demo suggests, sees typing, and hears an answer.
async fn asks(world: &World, script: &str, contact: usize) -> anyhow::Result<()> {
    let contact = &world.cast.contacts[contact];
    let script = repository().join("tests/e2e/tests/strangers").join(script);
    let mut arguments = vec![script.display().to_string()];
    for (name, value) in [
        ("--control", world.sandbox.control.as_str()),
        ("--listen", &world.sandbox.listen),
        ("--phone", &contact.phone),
        ("--to", &world.cast.owner.username),
        ("--text", contact.suggestion("answer")?),
    ] {
        arguments.extend([name.to_owned(), value.to_owned()]);
    }
    let heard = python(arguments).await?;
    let arrived = world.arrived(contact).await?;
    assert_eq!(heard.strip_suffix('\n'), arrived.first().map(String::as_str));
    Ok(())
}

#[tokio::test]
async fn a_contact_with_another_client_is_answered() -> anyhow::Result<()> {
    let world = World::start().await?;
    asks(&world, "telethon_asks.py", 0).await?;
    asks(&world, "kurigram_asks.py", 1).await
}

#[tokio::test]
async fn other_clients_take_the_sandbox_for_telegram() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::start(folder.path()).await?;
    for (script, last) in [
        ("telethon_talk.py", "logged out"),
        ("telethon_login.py", "contacts, blocking and names"),
        ("kurigram_talk.py", "logged out"),
        ("bot_talk.py", "logged out"),
    ] {
        let script = repository().join("crates/sandbox/tests/strangers").join(script);
        let address = ["--control", &sandbox.control, "--listen", &sandbox.listen];
        let arguments = [script.display().to_string()].into_iter();
        let said = python(arguments.chain(address.map(str::to_owned)).collect()).await?;
        assert!(said.ends_with(&format!("ok: {last}\n")), "{said}");
    }
    Ok(())
}
