//! A headless Chromium, driven over WebDriver.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use anyhow::Context as _;
use fantoccini::actions::{InputSource as _, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::Process;
use crate::wait::until;

/// A browser with one window; killed when dropped.
pub struct Browser {
    client: Client,
    driver: Process,
    // Chromium writes its profile here.
    _profile: TempDir,
}

/// How often the driver is started.
const TRIES: usize = 5;

/// Starts the driver; returns it with its port. It takes a free port of IPv6, and ends where that is
/// taken in IPv4.
async fn driver(program: &str) -> anyhow::Result<(Process, u16)> {
    let mut tries = 1;
    loop {
        let mut command = Command::new(program);
        // The driver starts the browser: a group of their own ends both.
        command.arg("--port=0").process_group(0);
        let mut driver = Process::start(command)?;
        let port = driver.line(|line| {
            let port = line.split("started successfully on port ").nth(1)?;
            port.trim_end_matches('.').parse().ok()
        });
        match port.await {
            Err(_) if tries < TRIES && driver.said().contains("Address already in use") => {
                tries += 1;
            }
            port => return Ok((driver, port?)),
        }
    }
}

impl Browser {
    /// Starts a browser that asks for pages in `language` (`en`, `ru`), with a window of this size
    /// in CSS pixels. `AITWIN_TEST_CHROMEDRIVER` and `AITWIN_TEST_CHROMIUM` say where the programs
    /// are, if not in the `PATH`.
    ///
    /// # Errors
    ///
    /// The browser or its driver cannot be started.
    pub async fn start(language: &str, width: u32, height: u32) -> anyhow::Result<Self> {
        let program = |variable, name: &str| {
            std::env::var_os(variable).unwrap_or_else(|| name.into()).to_string_lossy().into_owned()
        };
        let (driver, port) = driver(&program("AITWIN_TEST_CHROMEDRIVER", "chromedriver")).await?;

        let profile = tempfile::tempdir()?;
        let mut arguments = vec![
            "--headless=new".to_owned(),
            "--disable-gpu".to_owned(),
            // Small in containers.
            "--disable-dev-shm-usage".to_owned(),
            "--disable-background-networking".to_owned(),
            "--no-first-run".to_owned(),
            "--hide-scrollbars".to_owned(),
            // A microphone that beeps, and nobody who has to allow it.
            "--use-fake-device-for-media-stream".to_owned(),
            "--use-fake-ui-for-media-stream".to_owned(),
            format!("--accept-lang={language}"),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        // Chromium's own jail does not work for root.
        if fs::metadata("/proc/self")?.uid() == 0 {
            arguments.push("--no-sandbox".to_owned());
        }
        let Value::Object(capabilities) = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "args": arguments,
                "binary": program("AITWIN_TEST_CHROMIUM", "/usr/bin/chromium"),
            },
        }) else {
            unreachable!("braces make an object")
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .context("the browser did not start")?;
        let browser = Self { client, driver, _profile: profile };
        browser.resize(width, height).await?;
        Ok(browser)
    }

    /// Shows pages as a screen of this size in CSS pixels does, also smaller than a window can be.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn resize(&self, width: u32, height: u32) -> anyhow::Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await.map(drop)
    }

    /// Opens a page.
    ///
    /// # Errors
    ///
    /// It cannot be opened.
    pub async fn open(&self, address: &str) -> anyhow::Result<()> {
        self.client.goto(address).await.with_context(|| format!("opening {address}"))
    }

    /// Waits for a frame and goes on inside it.
    ///
    /// # Errors
    ///
    /// It does not appear.
    pub async fn enter(&self, frame: &str) -> anyhow::Result<()> {
        self.see(frame).await?;
        let element = self.client.find(Locator::Css(frame)).await?;
        element.enter_frame().await.with_context(|| format!("entering {frame}"))
    }

    /// Goes back from a frame to the page that shows it.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn leave(&self) -> anyhow::Result<()> {
        Ok(self.client.enter_parent_frame().await?)
    }

    /// Waits for an element and clicks it.
    ///
    /// # Errors
    ///
    /// It does not appear, or cannot be clicked.
    pub async fn click(&self, css: &str) -> anyhow::Result<()> {
        self.see(css).await?;
        let element = self.client.find(Locator::Css(css)).await?;
        element.click().await.with_context(|| format!("clicking {css}"))
    }

    /// Draws with the mouse from one element to another.
    ///
    /// # Errors
    ///
    /// One of them does not appear.
    pub async fn drag(&self, from: &str, to: &str) -> anyhow::Result<()> {
        let mut mouse = MouseActions::new("mouse".to_owned());
        for (css, then) in [
            (from, PointerAction::Down { button: MOUSE_BUTTON_LEFT }),
            (to, PointerAction::Up { button: MOUSE_BUTTON_LEFT }),
        ] {
            self.see(css).await?;
            let element = self.client.find(Locator::Css(css)).await?;
            let to = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
            mouse = mouse.then(to).then(then);
        }
        self.client.perform_actions(mouse).await.with_context(|| format!("from {from} to {to}"))
    }

    /// Waits for a field and types into it.
    ///
    /// # Errors
    ///
    /// It does not appear, or cannot be typed into.
    pub async fn fill(&self, css: &str, text: &str) -> anyhow::Result<()> {
        self.see(css).await?;
        let element = self.client.find(Locator::Css(css)).await?;
        element.send_keys(text).await.with_context(|| format!("typing into {css}"))
    }

    /// Waits until an element can be seen; returns its text as shown.
    ///
    /// # Errors
    ///
    /// It does not appear in time; the error quotes the page.
    pub async fn see(&self, css: &str) -> anyhow::Result<String> {
        let seen = until(&format!("`{css}` to be seen"), async || {
            // An element that goes away between two questions is not seen yet.
            let Ok(element) = self.client.find(Locator::Css(css)).await else {
                return Ok(None);
            };
            match element.is_displayed().await {
                Ok(true) => Ok(element.text().await.ok()),
                _ => Ok(None),
            }
        })
        .await;
        match seen {
            Ok(text) => Ok(text),
            Err(error) => Err(error.context(self.quote().await)),
        }
    }

    /// What the page shows, for an error.
    async fn quote(&self) -> String {
        const SCRIPT: &str = "return location.href + '\\n' + document.body.innerText;";
        match self.script(SCRIPT).await {
            Ok(page) => format!("the page was {}", page.as_str().unwrap_or_default()),
            Err(error) => format!("the page could not be read: {error}"),
        }
    }

    /// The texts of all elements that match now, as shown.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn texts(&self, css: &str) -> anyhow::Result<Vec<String>> {
        // All at once: a live page may redraw an element between two questions.
        let script = "return [...document.querySelectorAll(arguments[0])]\
            .map((element) => element.innerText.trim());";
        let texts = self.client.execute(script, vec![json!(css)]).await?;
        Ok(serde_json::from_value(texts)?)
    }

    /// How many elements match now.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn count(&self, css: &str) -> anyhow::Result<usize> {
        Ok(self.client.find_all(Locator::Css(css)).await?.len())
    }

    /// Waits until at least this many elements match.
    ///
    /// # Errors
    ///
    /// There are not so many in time.
    pub async fn see_more_than(&self, css: &str, count: usize) -> anyhow::Result<()> {
        until(&format!("more than {count} of `{css}`"), async || {
            Ok((self.count(css).await? > count).then_some(()))
        })
        .await
    }

    /// What a script of the page's world returns.
    ///
    /// # Errors
    ///
    /// The script fails.
    pub async fn script(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.client.execute(script, vec![]).await?)
    }

    /// The path of the open page.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn path(&self) -> anyhow::Result<String> {
        Ok(self.client.current_url().await?.path().to_owned())
    }

    /// Errors and warnings of the console since they were last asked for: failed scripts, blocked or
    /// missing resources.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn console_errors(&self) -> anyhow::Result<Vec<String>> {
        let log = self.command("se/log", json!({ "type": "browser" })).await?;
        let entries = log.as_array().cloned().unwrap_or_default();
        let errors = entries
            .into_iter()
            .filter(|entry| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING")));
        Ok(errors.map(|entry| entry["message"].to_string()).collect())
    }

    /// A picture (PNG) of what the screen shows.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn screenshot(&self) -> anyhow::Result<Vec<u8>> {
        Ok(self.client.screenshot().await?)
    }

    /// Shows pages as who prefers dark ones sees them, or light ones, and nothing that moves.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn in_the_dark(&self, is_dark: bool) -> anyhow::Result<()> {
        let value = if is_dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": value },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// What axe-core calls serious or critical on the open page, each with where it is: for people who
    /// have it read to them, see it badly, or use no mouse.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn faults_of_reading(&self) -> anyhow::Result<Vec<String>> {
        self.script(include_str!("../vendor/axe.min.js")).await?;
        let script = "const done = arguments[0];
            const grave = (fault) => ['serious', 'critical'].includes(fault.impact);
            const told = (fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join('; ')}`;
            axe.run(document, { resultTypes: ['violations'] }).then(
                (found) => done(found.violations.filter(grave).map(told)),
                (error) => done([`axe: ${error}`]),
            );";
        Ok(serde_json::from_value(self.client.execute_async(script, vec![]).await?)?)
    }

    /// Gives the browser a device that keeps passkeys and knows its user. Returns what names it.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn with_passkeys(&self) -> anyhow::Result<String> {
        self.devtools("WebAuthn.enable", json!({})).await?;
        let options = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
        });
        let made = json!({ "options": options });
        let made = self.devtools("WebAuthn.addVirtualAuthenticator", made).await?;
        Ok(made["authenticatorId"].as_str().context("no device")?.to_owned())
    }

    /// Has somebody else hold that device: it does not know their face.
    ///
    /// # Errors
    ///
    /// The browser is gone.
    pub async fn with_somebody_elses_face(&self, device: &str) -> anyhow::Result<()> {
        let parameters = json!({ "authenticatorId": device, "isUserVerified": false });
        self.devtools("WebAuthn.setUserVerified", parameters).await.map(drop)
    }

    /// A command of Chromium's developer tools.
    async fn devtools(&self, command: &str, parameters: Value) -> anyhow::Result<Value> {
        self.command("goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
    }

    async fn command(&self, path: &'static str, body: Value) -> anyhow::Result<Value> {
        Ok(self.client.issue_cmd(ChromiumCommand { path, body }).await?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The group of the driver holds every process of the browser.
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
    }
}

/// A command beyond WebDriver's standard.
#[derive(Debug)]
struct ChromiumCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for ChromiumCommand {
    fn endpoint(
        &self,
        base: &Url,
        session: Option<&str>,
    ) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
