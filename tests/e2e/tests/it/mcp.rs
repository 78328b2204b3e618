//! An assistant finds the twin's tools, by a client that nobody here wrote, and what it approves arrives.

use std::io::Write as _;
use std::process::Stdio;

use anyhow::Context as _;
use e2e::program::{Ran, aitwin, repository, run};
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

#[tokio::test]
async fn what_a_call_lacks_is_told_in_the_language_that_was_asked_for() -> anyhow::Result<()> {
    let world = World::start().await?;
    let reads = Api::with_scopes(&world.server, "read")?;
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_chat","arguments":[]}}"#;
    for (language, sign) in [("en", "object"), ("ru", "объект")] {
        let mut tools = aitwin(&["mcp", "--server", &world.server.base, "--lang", language])?;
        tools.env("AITWIN_TOKEN", reads.token()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut tools = tools.spawn()?;
        // All is said once this is closed.
        let mut said = tools.stdin.take().context("it does not listen")?;
        writeln!(said, "{call}")?;
        drop(said);
        let ran = Ran::from(tools.wait_with_output()?);
        assert!(ran.code == Some(0) && ran.out.contains(sign), "{ran:?}");
        let cyrillic = ran.out.chars().any(|letter| ('а'..='я').contains(&letter));
        assert_eq!(cyrillic, language == "ru", "not in {language}: {ran:?}");
    }
    Ok(())
}

#[test]
fn an_assistant_is_told_what_is_missing() -> anyhow::Result<()> {
    let said = run(&["mcp", "--server", "http://127.0.0.1:1"])?;
    assert!(said.code == Some(1) && said.err.contains("AITWIN_TOKEN"), "{said:?}");
    let with_token = |server: &str| -> anyhow::Result<String> {
        let output = aitwin(&["mcp", "--server", server])?
            .env("AITWIN_TOKEN", "ait_none")
            .stdin(Stdio::null())
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
