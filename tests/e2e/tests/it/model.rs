//! A model writes for the twin: an OpenAI-compatible server of the test's own.

use anyhow::Context as _;
use e2e::program::{Ran, run};
use e2e::{World, model};
use serde_json::Value;

/// What the model writes: nothing that the demo's owner ever wrote.
const WRITTEN: &str = "да норм все, потихоньку";

fn explain(world: &World, arguments: &[&str]) -> anyhow::Result<Ran> {
    let data = world.server.data.display().to_string();
    run(&[&["explain", "--data", &data], arguments].concat())
}

#[tokio::test]
async fn a_model_writes_a_reply_that_arrives_and_is_explained() -> anyhow::Result<()> {
    let writer = model::that_writes(WRITTEN).await;
    let mut world = World::start().await?;
    let nothing = explain(&world, &[])?;
    assert!(nothing.err.contains("No model has been asked"), "{nothing:?}");

    let spec = model::spec(&writer);
    world.server.restart_with("AITWIN_MODEL__USE", spec.clone()).await?;
    world.server.online(&world.account).await?;
    let mother = world.cast.contacts[0].clone();
    let mut steps = world.server.steps(&world.account, &mother).await?;
    world.ask(&mother).await?;
    let planned = steps.planned().await?;
    assert!(planned.join(" ").contains("потихоньку"), "{planned:?}");
    steps.wait_for("sent").await?;
    world.arrives(&mother, &planned).await?;

    // What was asked stands in the prompt, and nothing of it in the system role.
    let requests = writer.received_requests().await.context("the model keeps what it is asked")?;
    let body: Value = serde_json::from_slice(&requests[0].body)?;
    let question = mother.suggestion("answer")?;
    let messages = body["messages"].as_array().context("messages")?;
    let of = |role: &str| {
        let of_role = messages.iter().filter(|message| message["role"] == role);
        of_role.map(|message| message["content"].to_string()).collect::<String>()
    };
    assert!(of("user").contains(question) && !of("system").contains(question), "{body}");

    for (language, sign) in [("en", "Planned to be sent"), ("ru", "Запланировано к отправке")]
    {
        let told = explain(&world, &["--lang", language])?;
        for part in [sign, question, WRITTEN, &spec, "321"] {
            assert!(told.out.contains(part), "{part}: {told:?}");
        }
    }
    let unknown = explain(&world, &["01ARZ3NDEKTSV4RRFFQ69G5FAV"])?;
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.err.contains("nothing stored about the reply"), "{unknown:?}");

    let list = format!("{}/chats/{}/explained", world.account, mother.id);
    let list = world.server.get(&list).await?;
    let link = list.html.split("href=\"").find(|rest| rest.contains("/explained/01"));
    let link = link.and_then(|rest| rest.split('"').next()).context("no link to the reply")?;
    let page = world.server.get(link).await?;
    assert!(page.html.contains(question) && page.html.contains(WRITTEN), "{}", page.html);
    let page = world.server.get("/model").await?;
    assert!(page.html.contains(&spec) && page.html.contains("321 tokens read"), "{}", page.html);
    Ok(())
}

#[tokio::test]
async fn where_the_model_fails_the_owners_own_words_are_sent() -> anyhow::Result<()> {
    let writer = model::without_a_key().await;
    let mut world = World::start().await?;
    let spec = model::spec(&writer);
    world.server.restart_with("AITWIN_MODEL__USE", spec).await?;
    world.server.online(&world.account).await?;
    let mother = world.cast.contacts[0].clone();
    let mut steps = world.server.steps(&world.account, &mother).await?;
    world.ask(&mother).await?;
    let planned = steps.planned().await?;
    world.arrives(&mother, &planned).await?;
    let told = explain(&world, &[])?;
    assert!(told.out.contains("the provider does not take the key"), "{told:?}");
    assert!(told.out.contains(&planned.join(" | ")), "{told:?}");
    Ok(())
}

#[test]
fn a_model_that_cannot_be_made_is_told_in_both_languages() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().display().to_string();
    let missing = folder.path().join("key");
    let settings = folder.path().join("aitwin.toml");
    std::fs::write(
        &settings,
        format!("[model]\nuse = \"gemini:x\"\nkey_file = \"{}\"\n", missing.display()),
    )?;
    let settings = settings.display().to_string();
    let priceless = folder.path().join("priceless.toml");
    std::fs::write(&priceless, "[model]\nuse = \"ollama:x\"\nbudget = { money_per_day = 1.0 }\n")?;
    let priceless = priceless.display().to_string();
    for (arguments, english, russian) in [
        (&["--model", "gemni:x"][..], "gemni:x names no provider", "gemni:x не называет сервис"),
        (&["--model", "openai:gpt-5.6"], "Set OPENAI_API_KEY", "Задайте OPENAI_API_KEY"),
        (&["--model", "compatible:x"], "Where is the server?", "Где сервер?"),
        (&["--model", "ollama:"], "Which model of ollama?", "Какая модель у ollama?"),
        (&["--config", &settings], "cannot be read", "не читается"),
        (&["--config", &priceless], "needs prices", "нужны цены"),
    ] {
        for (language, sign) in [("en", english), ("ru", russian)] {
            let start = ["serve", "--data", &data, "--http", "127.0.0.1:0", "--lang", language];
            let ran = run(&[&start, arguments].concat())?;
            assert_eq!(ran.code, Some(1), "{ran:?}");
            assert!(ran.err.contains(sign), "{arguments:?}: {ran:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_day_has_one_budget_also_after_a_restart() -> anyhow::Result<()> {
    let writer = model::that_writes(WRITTEN).await;
    let mut world = World::start().await?;
    let spec = model::spec(&writer);
    world.server.restart_with("AITWIN_MODEL__USE", spec).await?;
    let tokens = "AITWIN_MODEL__BUDGET__TOKENS_PER_DAY";
    world.server.restart_with(tokens, "100".to_owned()).await?;
    world.server.online(&world.account).await?;
    let [mother, friend, boss, ..] = &world.cast.contacts.clone()[..] else {
        anyhow::bail!("the demo has too few contacts")
    };
    for (contact, is_models) in [(mother, true), (friend, false), (boss, false)] {
        let mut steps = world.server.steps(&world.account, contact).await?;
        world.ask(contact).await?;
        let planned = steps.planned().await?.join(" ");
        assert_eq!(planned.contains("потихоньку"), is_models, "{planned}");
        if contact.id == friend.id {
            world.server.kill()?;
            world.server.restart().await?;
            world.server.online(&world.account).await?;
        }
    }
    assert!(explain(&world, &[])?.out.contains("the day's budget is spent"));
    assert_eq!(model::asked(&writer).await, 1);
    Ok(())
}
