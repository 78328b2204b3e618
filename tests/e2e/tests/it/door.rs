//! Who may come in: passwords by the command line and by the browser, and what a server that others
//! reach must have.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use anyhow::Context as _;
use e2e::process::Process;
use e2e::program::{Ran, aitwin};
use e2e::{Browser, Sandbox, Server};
use totp_rs::{Builder, Secret};

const PASSWORD: &str = "correct horse battery";

/// Runs `aitwin` with something on its standard input.
fn run(arguments: &[&str], settings: &[(&str, &str)], input: &str) -> anyhow::Result<Ran> {
    let mut command = aitwin(arguments)?;
    command.envs(settings.iter().copied());
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    // A program that fails at once reads nothing.
    let _ = child.stdin.take().context("no input")?.write_all(input.as_bytes());
    let output = child.wait_with_output()?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) })
}

fn set_password(data: &Path, name: &str, password: &str, language: &str) -> anyhow::Result<Ran> {
    let data = data.display().to_string();
    let arguments = ["user", "set-password", "--name", name, "--data", &data, "--lang", language];
    run(&arguments, &[], &format!("{password}\n"))
}

#[test]
fn passwords_are_set_and_people_listed_by_the_command_line() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let list = |language: &str| {
        let data = data.display().to_string();
        run(&["user", "list", "--data", &data, "--lang", language], &[], "")
    };
    let early = list("en")?;
    assert!(early.code == Some(1) && early.err.contains("no database"), "{early:?}");
    for (password, english, russian) in [
        ("short", "too short: 10 characters", "не меньше 10 символов"),
        ("aaaaaaaaaaaa", "easily guessed", "легко угадать"),
    ] {
        for (language, sign) in [("en", english), ("ru", russian)] {
            let ran = set_password(&data, "Anna", password, language)?;
            assert!(ran.code == Some(1) && ran.err.contains(sign), "{ran:?}");
        }
    }
    assert!(!data.exists(), "nothing was made of it");
    let made = run(&["token", "list", "--data", &data.display().to_string()], &[], "")?;
    assert_eq!(made.code, Some(1), "{made:?}");
    let made = set_password(&data, "Anna", PASSWORD, "en")?;
    assert!(made.code == Some(0) && made.out.contains("first person"), "{made:?}");
    assert_eq!(list("en")?.out, "Anna  administrator\n");
    let reset = set_password(&data, "anna", "another horse", "ru")?;
    assert!(reset.code == Some(0) && reset.out.contains("Новый пароль задан"), "{reset:?}");
    let nobody = set_password(&data, "Boris", PASSWORD, "en")?;
    assert!(nobody.code == Some(1) && nobody.err.contains("Nobody here signs in as Boris"));
    assert!(nobody.err.contains("  Anna"), "{nobody:?}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_others_reach_wants_tls_and_a_password() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let path = data.display().to_string();
    let serve = ["serve", "--http", "0.0.0.0:0", "--data", &path];
    let in_language = |language| [&serve[..], &["--lang", language]].concat();
    let refuses = |settings: &[(&str, &str)], signs: [&str; 2]| -> anyhow::Result<()> {
        for (language, sign) in ["en", "ru"].into_iter().zip(signs) {
            let ran = run(&in_language(language), settings, "")?;
            assert_eq!(ran.code, Some(1), "{ran:?}");
            assert!(ran.err.contains(sign), "{sign}: {ran:?}");
        }
        Ok(())
    };
    let proxy = ("AITWIN_BEHIND_PROXY", "true");
    let (cert, key) = certificate(folder.path())?;
    let tls = [("AITWIN_TLS__CERT", &*cert), ("AITWIN_TLS__KEY", &*key)];
    for (settings, english, russian) in [
        (&[][..], "certificate", "сертификат"),
        (&[proxy][..], "aitwin user set-password", "aitwin user set-password"),
        // Whoever comes first would own it, seen by nobody else.
        (&tls[..], "nobody has a password yet", "aitwin user set-password"),
        (
            &[("AITWIN_TLS__CERT", "none.pem"), ("AITWIN_TLS__KEY", "none.pem")],
            "none.pem cannot be read",
            "none.pem не читается",
        ),
    ] {
        refuses(settings, [english, russian])?;
    }
    // Also on loopback: the proxy brings everybody.
    let loopback = run(&["serve", "--http", "127.0.0.1:0", "--data", &path], &[proxy], "")?;
    assert!(loopback.err.contains("nobody has a password"), "{loopback:?}");

    set_password(&data, "Anna", PASSWORD, "en")?;
    // The password would come by a line on which others read along.
    refuses(&[], ["certificate", "сертификат"])?;
    for (settings, open) in
        [(&[proxy][..], "open http://0.0.0.0:"), (&tls[..], "open https://0.0.0.0:")]
    {
        let mut command = aitwin(&serve)?;
        command.envs(settings.iter().copied());
        let mut process = Process::start(command)?;
        process.line(|line| line.strip_prefix(open).map(drop)).await?;
        process.kill()?;
    }
    Ok(())
}

/// The files of a certificate that can be used, and of its key.
fn certificate(folder: &Path) -> anyhow::Result<(String, String)> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let path = |name: &str| folder.join(name).display().to_string();
    let (cert, key) = (path("cert.pem"), path("key.pem"));
    std::fs::write(&cert, made.cert.pem())?;
    std::fs::write(&key, made.signing_key.serialize_pem())?;
    Ok((cert, key))
}

/// What the app shows now, or will show next: each code counts once.
async fn code(browser: &Browser, secret: &str, later: u64) -> anyhow::Result<String> {
    let secret = Secret::try_from_base32(secret)?;
    let app = Builder::new().with_secret(secret).build()?;
    let now = browser.script("return Math.floor(Date.now() / 1000);").await?;
    Ok(app.generate(now.as_u64().context("no time")? + later).to_string())
}

#[tokio::test]
async fn a_password_and_codes_are_set_and_asked_for_in_a_browser() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::start(&folder.path().join("sandbox")).await?;
    let server = Server::start(&folder.path().join("data"), &sandbox).await?;
    let browser = Browser::start("ru", 1280, 900).await?;
    browser.open(&format!("{}/accounts", server.base)).await?;
    browser.click(".reminder a").await?;
    browser.fill("input[name=name]", "Анна").await?;
    browser.fill("input[name=password]", PASSWORD).await?;
    browser.fill("input[name=again]", PASSWORD).await?;
    browser.click(".wizard button").await?;

    browser.click("button.who").await?;
    browser.click("#menu a[href='/me']").await?;
    browser.click("a[href='/me/codes']").await?;
    let secret = browser.see(".secret code").await?.replace(' ', "");
    browser.fill("input[name=code]", &code(&browser, &secret, 0).await?).await?;
    browser.click(".codes form button").await?;
    browser.see(".recovery").await?;
    assert_eq!(browser.texts(".recovery code").await?.len(), 10);

    browser.click("button.who").await?;
    browser.click("#menu form button").await?;
    browser.see("input[name=password]").await?;
    browser.open(&format!("{}/inbox", server.base)).await?;
    browser.fill("input[name=name]", "анна").await?;
    browser.fill("input[name=password]", PASSWORD).await?;
    browser.click(".wizard button").await?;
    browser.see("input[name=halfway] ~ label").await?;
    browser.fill("input[name=code]", &code(&browser, &secret, 30).await?).await?;
    browser.click(".wizard button").await?;
    browser.see(".who").await?;
    assert_eq!(browser.path().await?, "/inbox", "where one wanted to go");

    // A link on a page of another site: the cookie is not sent along, and yet one is still in.
    browser.open(&format!("{}/health", server.base.replace("127.0.0.1", "localhost"))).await?;
    browser.script(&format!("location.assign('{}/inbox');", server.base)).await?;
    browser.see(".who").await?;
    assert_eq!(browser.path().await?, "/inbox");
    let name = browser.script("return document.querySelector('.who').title;").await?;
    assert!(name.as_str().unwrap_or_default().starts_with("Анна"), "{name}");
    let console = browser.console_errors().await?;
    assert!(console.is_empty(), "{console:?}");
    Ok(())
}
