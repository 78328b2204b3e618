//! `aitwin serve`: its pages and its live stream.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use reqwest::StatusCode;

use crate::process::Process;
use crate::program::aitwin;
use crate::sandbox::{Person, Sandbox};
use crate::wait::{in_time, until};

/// A running server.
pub struct Server {
    process: Process,
    /// Its data folder.
    pub data: PathBuf,
    settings: Vec<(&'static str, String)>,
    http: reqwest::Client,
    /// Its start page without the last slash, e.g. `http://127.0.0.1:8080`.
    pub base: String,
}

/// A page as it came.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// The path it was found at in the end.
    pub path: String,
    /// The markup.
    pub html: String,
}

impl Server {
    /// Starts a server for a sandbox, on a free port, at the pace `brisk`: a few seconds pass
    /// between planning a reply and sending it.
    ///
    /// # Errors
    ///
    /// It does not come up.
    pub async fn start(data: &Path, sandbox: &Sandbox) -> anyhow::Result<Self> {
        let settings = vec![
            ("AITWIN_TELEGRAM__API_ID", "1".to_owned()),
            ("AITWIN_TELEGRAM__API_HASH", "0123456789abcdef0123456789abcdef".to_owned()),
            ("AITWIN_TELEGRAM__CUSTOM_DC__ADDRESS", sandbox.listen.clone()),
            (
                "AITWIN_TELEGRAM__CUSTOM_DC__PUBLIC_KEY_FILE",
                sandbox.public_key_file().display().to_string(),
            ),
            ("AITWIN_BOTS__API", sandbox.control.clone()),
            ("AITWIN_PACE", "brisk".to_owned()),
            // What the tests wait for is the reply, and not what is told before it.
            ("AITWIN_POLICY__DISCLOSURE__TOLD", "never".to_owned()),
        ];
        Self::start_with(data.to_owned(), settings).await
    }

    async fn start_with(
        data: PathBuf,
        settings: Vec<(&'static str, String)>,
    ) -> anyhow::Result<Self> {
        let mut command = aitwin(&["serve", "--http", "127.0.0.1:0"])?;
        command.arg("--data").arg(&data).envs(settings.iter().map(|(name, value)| (name, value)));
        let mut process = Process::start(command)?;
        let base = process.line(|line| line.strip_prefix("open ").map(str::to_owned)).await?;
        let base = base.trim_end_matches('/').to_owned();
        // Neither cookies nor a proxy: every request stands for itself.
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { process, data, settings, http, base })
    }

    /// Ends it as `kill -9` does.
    ///
    /// # Errors
    ///
    /// The system refuses to kill it.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.kill()
    }

    /// Tells it to stop, and returns when it has.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        self.process.stop()
    }

    /// Starts it again after [`Server::kill`], with the same data, on another port.
    ///
    /// # Errors
    ///
    /// It does not come up.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        *self = Self::start_with(self.data.clone(), std::mem::take(&mut self.settings)).await?;
        Ok(())
    }

    /// Starts it again with a setting more, given as a variable.
    ///
    /// # Errors
    ///
    /// It does not end, or does not come up.
    pub async fn restart_with(&mut self, name: &'static str, value: String) -> anyhow::Result<()> {
        self.kill()?;
        self.settings.push((name, value));
        self.restart().await
    }

    /// Everything that it has logged and printed since it was started.
    pub fn said(&self) -> String {
        self.process.said()
    }

    /// Its number as a process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Reads a page in English, following redirects.
    ///
    /// # Errors
    ///
    /// The server does not answer.
    pub async fn get(&self, path: &str) -> anyhow::Result<Page> {
        page(self.http.get(format!("{}{path}", self.base)).header("accept-language", "en")).await
    }

    /// Sends a form, and reads the page to which that leads.
    ///
    /// # Errors
    ///
    /// The server does not answer.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Page> {
        let form = self.http.post(format!("{}{path}", self.base)).form(fields);
        page(form.header("accept-language", "en")).await
    }

    /// Waits until an account is connected.
    ///
    /// # Errors
    ///
    /// It is not in time.
    pub async fn online(&self, account: &str) -> anyhow::Result<()> {
        until("the account to be online", async || {
            let page = self.get(account).await?;
            Ok(page.html.contains("Online").then_some(()))
        })
        .await
    }

    /// Opens the live stream of a chat: the latest steps of the twin, then each as it happens.
    ///
    /// # Errors
    ///
    /// There is no such chat.
    pub async fn steps(&self, account: &str, with: &Person) -> anyhow::Result<Steps> {
        let id = account.trim_start_matches("/accounts/");
        let address = format!("{}/events?account={id}&chat={}", self.base, with.id);
        let request = self.http.get(address).header("accept-language", "en");
        let stream = request.send().await?.error_for_status()?;
        Ok(Steps { stream, unfinished: vec![], read: String::new() })
    }
}

async fn page(request: reqwest::RequestBuilder) -> anyhow::Result<Page> {
    let answer = request.send().await?;
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    Ok(Page { status, path, html: answer.text().await? })
}

/// The first account that a page links to.
///
/// # Errors
///
/// It links to none.
pub fn account_link(html: &str) -> anyhow::Result<String> {
    let from = html.find("/accounts/").context("the page links to no account")?;
    let link = html[from..].split(['"', '\'', '?', '#']).next().unwrap_or_default();
    let mut parts = link.splitn(4, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(""), Some("accounts"), Some(id)) if !id.is_empty() => Ok(format!("/accounts/{id}")),
        _ => bail!("not an account: {link}"),
    }
}

/// A live stream of the twin's steps.
pub struct Steps {
    stream: reqwest::Response,
    unfinished: Vec<u8>,
    read: String,
}

impl Steps {
    /// Waits until a step of this kind is drawn: `waiting`, `planned`, `typing`, `sent`, `silent`,
    /// `quiet`. Steps from before the stream was opened count, but each only once.
    ///
    /// # Errors
    ///
    /// The stream ends, or there is no such step in time.
    pub async fn wait_for(&mut self, kind: &str) -> anyhow::Result<()> {
        self.read_past(&format!("step {kind}")).await.map(drop)
    }

    /// Waits until a reply is planned; returns the messages it will be.
    ///
    /// # Errors
    ///
    /// As of [`Steps::wait_for`].
    pub async fn planned(&mut self) -> anyhow::Result<Vec<String>> {
        self.wait_for("planned").await?;
        self.read_past("class=\"said\">").await?;
        let said = self.read_past("</div>").await?.replace("\ndata: ", "\n");
        let texts = said.split("<p class=\"text\">").skip(1);
        Ok(texts.filter_map(|text| Some(unescape(text.split_once("</p>")?.0))).collect())
    }

    /// Reads up to a sign; returns what stood before it.
    async fn read_past(&mut self, sign: &str) -> anyhow::Result<String> {
        let reading = async {
            loop {
                if let Some((before, after)) = self.read.split_once(sign) {
                    let before = before.to_owned();
                    self.read = after.to_owned();
                    return Ok(before);
                }
                let chunk = self.stream.chunk().await?.context("the live stream ended")?;
                self.unfinished.extend_from_slice(&chunk);
                // A chunk may end within a character.
                let whole = match str::from_utf8(&self.unfinished) {
                    Ok(text) => text.len(),
                    Err(error) => error.valid_up_to(),
                };
                let rest = self.unfinished.split_off(whole);
                let read = std::mem::replace(&mut self.unfinished, rest);
                self.read.push_str(&String::from_utf8_lossy(&read));
            }
        };
        match in_time(&format!("`{sign}` in the live stream"), reading).await {
            Ok(read) => read,
            Err(error) => Err(error.context(format!("the live stream said:\n{}", self.read))),
        }
    }
}

/// Text of HTML as it reads.
fn unescape(html: &str) -> String {
    let plain = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&amp;", "&")
}
