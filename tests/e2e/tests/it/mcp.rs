//! An assistant finds the twin's tools, by a client that nobody here wrote, and what it approves arrives.

use e2e::program::{aitwin, repository, run};
use e2e::python::python;
use e2e::{Api, World};

#[tokio::test]
async fn an_assistant_searches_asks_and_approves_what_then_arrives() -> anyhow::Result<()> {
    let world = World::start().await?;
    let contact = &world.cast.contacts[0];
    let mode = format!("{}/chats/{}/mode", world.account, contact.id);
    world.server.post(&mode, &[("mode", "draft")]).await?;
    world.ask(contact).await?;
    let reads = Api::with_scopes(&world.server, "read")?;
    let answers = Api::with_scopes(&world.server, "read,answer")?;
    let script = repository().join("tests/e2e/tests/strangers/mcp_asks.py");
    let program = aitwin(&[])?.get_program().to_string_lossy().into_owned();
    let chat = contact.id.to_string();
    let mut arguments = vec![script.display().to_string()];
    for (name, value) in [
        ("--server", world.server.base.as_str()),
        ("--aitwin", &program),
        ("--reads", reads.token()),
        ("--answers", answers.token()),
        ("--chat", &chat),
        ("--text", contact.suggestion("answer")?),
    ] {
        arguments.extend([name.to_owned(), value.to_owned()]);
    }
    let approved: Vec<String> = serde_json::from_str(&python(arguments).await?)?;
    world.arrives(contact, &approved).await
}

#[test]
fn an_assistant_is_told_what_is_missing() -> anyhow::Result<()> {
    let said = run(&["mcp", "--server", "http://127.0.0.1:1"])?;
    assert!(said.code == Some(1) && said.err.contains("AITWIN_TOKEN"), "{said:?}");
    let with_token = |server: &str| -> anyhow::Result<String> {
        let output = aitwin(&["mcp", "--server", server])?
            .env("AITWIN_TOKEN", "ait_none")
            .stdin(std::process::Stdio::null())
            .output()?;
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty(), "only messages of the protocol are printed there");
        Ok(String::from_utf8(output.stderr)?)
    };
    let unreachable = with_token("http://127.0.0.1:1")?;
    assert!(unreachable.contains("No server answers at http://127.0.0.1:1"), "{unreachable}");
    let why = "the connection is refused: nothing runs there. Start it";
    assert!(unreachable.contains(why), "{unreachable}");
    let wrong = with_token("127.0.0.1:8080")?;
    assert!(wrong.contains("no address of a server"), "{wrong}");
    Ok(())
}
