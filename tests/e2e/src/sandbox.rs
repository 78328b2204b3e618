//! `aitwin sandbox`: a Telegram on loopback, and its control API.

mod spoken;
mod wrong;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::process::Process;
use crate::program::{aitwin, repository};
use crate::wait::until;

/// A running sandbox.
pub struct Sandbox {
    process: Process,
    data: PathBuf,
    http: reqwest::Client,
    /// Where Telegram clients connect, e.g. `127.0.0.1:4430`.
    pub listen: String,
    /// Its control API, e.g. `http://127.0.0.1:4431`.
    pub control: String,
}

/// Somebody with an account in the sandbox, from `demo/suggestions.json`.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// The Telegram user, as in the demo's history.
    pub id: i64,
    /// First name.
    pub first_name: String,
    /// Last name, or empty.
    pub last_name: String,
    /// Phone number.
    pub phone: String,
    /// Username without `@`.
    pub username: String,
    /// What they may write in the demo.
    #[serde(default)]
    pub suggestions: Vec<Suggestion>,
}

/// A message to try.
#[derive(Debug, Clone, Deserialize)]
pub struct Suggestion {
    /// What they write.
    pub text: String,
    /// What becomes of it: `answer` or `silence`.
    pub expect: String,
}

/// The owner and the contacts of the demo.
#[derive(Debug, Deserialize)]
pub struct Cast {
    /// Whose twin it is.
    pub owner: Person,
    /// Who writes to them.
    pub contacts: Vec<Person>,
}

impl Person {
    /// The first message to try of which this is expected.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn suggestion(&self, expect: &str) -> anyhow::Result<&str> {
        let found = self.suggestions.iter().find(|suggestion| suggestion.expect == expect);
        let found = found.with_context(|| format!("{} suggests no {expect}", self.first_name))?;
        Ok(&found.text)
    }
}

/// The people of the demo.
///
/// # Errors
///
/// `demo/suggestions.json` cannot be read.
pub fn cast() -> anyhow::Result<Cast> {
    let file = repository().join("demo/suggestions.json");
    let json = std::fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
    Ok(serde_json::from_str(&json)?)
}

impl Sandbox {
    /// Starts a sandbox on free ports.
    ///
    /// # Errors
    ///
    /// It does not come up.
    pub async fn start(data: &Path) -> anyhow::Result<Self> {
        Self::start_at(data, "127.0.0.1:0", "127.0.0.1:0").await
    }

    async fn start_at(data: &Path, listen: &str, control: &str) -> anyhow::Result<Self> {
        let mut command = aitwin(&["sandbox", "--listen", listen, "--control", control])?;
        command.arg("--data").arg(data);
        let mut process = Process::start(command)?;
        let listen = process.line(|line| line.strip_prefix("listening on ").map(str::to_owned));
        let listen = listen.await?;
        let control = process.line(|line| line.strip_prefix("control on ").map(str::to_owned));
        let control = control.await?;
        Ok(Self { process, data: data.to_owned(), http: reqwest::Client::new(), listen, control })
    }

    /// Ends it as `kill -9` does.
    ///
    /// # Errors
    ///
    /// The system refuses to kill it.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.process.kill()
    }

    /// Takes away its processor: connections stay open, and nothing is answered.
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn freeze(&self) -> anyhow::Result<()> {
        self.process.signal("STOP")
    }

    /// Lets it go on after [`Sandbox::freeze`].
    ///
    /// # Errors
    ///
    /// The system refuses.
    pub fn thaw(&self) -> anyhow::Result<()> {
        self.process.signal("CONT")
    }

    /// Starts it again after [`Sandbox::kill`], at the same addresses, with the same data.
    ///
    /// # Errors
    ///
    /// It does not come up.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        let control = self.control.trim_start_matches("http://").to_owned();
        *self = Self::start_at(&self.data, &self.listen, &control).await?;
        Ok(())
    }

    /// Its public key.
    pub fn public_key_file(&self) -> PathBuf {
        self.data.join("public.pem")
    }

    /// Makes an account, with a password of two-step verification if one is given.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn add(&self, person: &Person, password: Option<&str>) -> anyhow::Result<()> {
        let account = json!({
            "id": person.id,
            "phone": person.phone,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "username": person.username,
            "password": password,
        });
        self.post("accounts", &account).await.map(drop)
    }

    /// The login code that was sent to a phone number last; waits until there is one.
    ///
    /// # Errors
    ///
    /// None came in time.
    pub async fn code(&self, phone: &str) -> anyhow::Result<String> {
        let address = format!("{}/accounts/{phone}/code", self.control);
        until("a login code", async || {
            let answer = self.http.get(&address).send().await?;
            if !answer.status().is_success() {
                return Ok(None);
            }
            let code: Value = answer.json().await?;
            Ok(code["code"].as_str().map(str::to_owned))
        })
        .await
    }

    /// Sends a message as anybody.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn write(&self, from: &Person, to: &Person, text: &str) -> anyhow::Result<()> {
        let message = json!({ "from": from.phone, "to": to.phone, "text": text });
        self.post("messages", &message).await.map(drop)
    }

    /// Sends a voice note of so many seconds as anybody.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn speak(
        &self,
        from: &Person,
        to: &Person,
        ogg: &[u8],
        seconds: u32,
    ) -> anyhow::Result<()> {
        self.speak_to(from, &to.phone, ogg, seconds).await
    }

    /// Sends a voice note to whom the control API knows by this: a bot by its username.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn speak_to(
        &self,
        from: &Person,
        to: &str,
        ogg: &[u8],
        seconds: u32,
    ) -> anyhow::Result<()> {
        let address = format!("{}/files", self.control);
        let seconds = seconds.to_string();
        let query = [("kind", "voice"), ("mime", "audio/ogg"), ("duration", seconds.as_str())];
        let stored = self.http.post(address).query(&query).body(ogg.to_vec()).send().await?;
        let file: Value = stored.error_for_status()?.json().await?;
        let message = json!({ "from": from.phone, "to": to, "file": file["id"] });
        self.post("messages", &message).await.map(drop)
    }

    /// Makes a bot, as its maker would with @BotFather; returns its username and its token.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn bot(&self, name: &str, username: &str) -> anyhow::Result<(String, String)> {
        let made = self.post("bots", &json!({ "name": name, "username": username })).await?;
        let text = |field: &str| made[field].as_str().map(str::to_owned).context("not told");
        Ok((text("username")?, text("token")?))
    }

    /// All bots, as the control API tells of them.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn bots(&self) -> anyhow::Result<Vec<Value>> {
        let address = format!("{}/bots", self.control);
        Ok(self.http.get(address).send().await?.error_for_status()?.json().await?)
    }

    /// The token of a bot.
    ///
    /// # Errors
    ///
    /// The control API refuses, or there is no such bot.
    pub async fn token_of(&self, bot: &str) -> anyhow::Result<String> {
        let bots = self.bots().await?;
        let found = bots.iter().find(|found| found["username"] == bot);
        let token = found.and_then(|found| found["token"].as_str());
        token.map(str::to_owned).context("there is no such bot")
    }

    /// Takes a bot's token back; returns the new one.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn revoke(&self, bot: &str) -> anyhow::Result<String> {
        let made = self.post(&format!("bots/{bot}/revoke"), &json!({})).await?;
        made["token"].as_str().map(str::to_owned).context("no token was told")
    }

    /// Connects a bot to somebody's account, with these rights.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn connect_bot(
        &self,
        owner: &Person,
        bot: &str,
        rights: &[&str],
    ) -> anyhow::Result<()> {
        let address = format!("{}/accounts/{}/bot", self.control, owner.phone);
        let wanted = json!({ "bot": bot, "rights": rights });
        let answer = self.http.put(address).json(&wanted).send().await?;
        ensure!(answer.status().is_success(), "the bot was not connected: {}", answer.status());
        Ok(())
    }

    /// Writes to a bot as anybody.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn write_to_bot(&self, from: &Person, bot: &str, text: &str) -> anyhow::Result<()> {
        let message = json!({ "from": from.phone, "to": bot, "text": text });
        self.post("messages", &message).await.map(drop)
    }

    /// What a bot has written to somebody, oldest first.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn written_by_bot(&self, to: &Person, bot: &str) -> anyhow::Result<Vec<String>> {
        let address = format!("{}/messages", self.control);
        let query = [("of", to.phone.as_str()), ("with", bot)];
        let answer = self.http.get(address).query(&query).send().await?.error_for_status()?;
        let messages: Vec<Value> = answer.json().await?;
        let written = messages.iter().filter(|message| message["out"] == false);
        Ok(written.filter_map(|message| message["text"].as_str().map(str::to_owned)).collect())
    }

    /// Answers a message of a chat as anybody, by the number it has for them.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn reply(
        &self,
        from: &Person,
        to: &Person,
        message: i64,
        text: &str,
    ) -> anyhow::Result<()> {
        let message =
            json!({ "from": from.phone, "to": to.phone, "text": text, "reply_to": message });
        self.post("messages", &message).await.map(drop)
    }

    /// The number that the message with a text has for whose chat it is.
    ///
    /// # Errors
    ///
    /// The control API refuses, or there is none.
    pub async fn number_of(&self, of: &Person, with: &Person, text: &str) -> anyhow::Result<i64> {
        let messages: Vec<Value> = self.messages(of, with).await?;
        let found = messages.iter().rfind(|message| message["text"] == text);
        found.and_then(|message| message["id"].as_i64()).context("nobody has said that")
    }

    /// Shows a chat that somebody types or records, as the control API names it.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn does(&self, who: &Person, to: &Person, action: &str) -> anyhow::Result<()> {
        let what = json!({ "from": who.phone, "to": to.phone, "action": action });
        self.post("typing", &what).await.map(drop)
    }

    /// Marks a chat as read.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn read(&self, by: &Person, with: &Person) -> anyhow::Result<()> {
        let what = json!({ "by": by.phone, "with": with.phone });
        self.post("messages/read", &what).await.map(drop)
    }

    /// Sends a file that another message carries.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn send_file_of(
        &self,
        message: &Value,
        from: &Person,
        to: &Person,
    ) -> anyhow::Result<()> {
        let message = json!({ "from": from.phone, "to": to.phone, "file": message["file"]["id"] });
        self.post("messages", &message).await.map(drop)
    }

    /// The last message of a chat, as the control API tells of it.
    ///
    /// # Errors
    ///
    /// The control API refuses, or nothing was said.
    pub async fn last(&self, of: &Person, with: &Person) -> anyhow::Result<Value> {
        let address = format!("{}/messages", self.control);
        let query = [("of", of.phone.as_str()), ("with", &with.phone), ("limit", "1")];
        let answer = self.http.get(address).query(&query).send().await?.error_for_status()?;
        let messages: Vec<Value> = answer.json().await?;
        messages.into_iter().next().context("nothing was said")
    }

    /// The texts of a chat, oldest first, each with whether `of` has written it.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn chat(&self, of: &Person, with: &Person) -> anyhow::Result<Vec<(bool, String)>> {
        #[derive(Deserialize)]
        struct Message {
            out: bool,
            text: String,
        }
        let messages: Vec<Message> = self.messages(of, with).await?;
        Ok(messages.into_iter().map(|message| (message.out, message.text)).collect())
    }

    async fn messages<T: DeserializeOwned>(
        &self,
        of: &Person,
        with: &Person,
    ) -> anyhow::Result<Vec<T>> {
        let address = format!("{}/messages", self.control);
        let query = [("of", &of.phone), ("with", &with.phone)];
        let answer = self.http.get(address).query(&query).send().await?.error_for_status()?;
        Ok(answer.json().await?)
    }

    async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.http.post(format!("{}/{path}", self.control)).json(body).send().await?;
        let status = answer.status();
        let said = answer.text().await?;
        ensure!(status.is_success(), "the sandbox's control API: {status}: {said}");
        Ok(serde_json::from_str(&said).unwrap_or_default())
    }
}
