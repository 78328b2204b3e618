//! What is said aloud, as it arrives.

use anyhow::Context as _;
use serde_json::Value;

use super::{Person, Sandbox};

impl Sandbox {
    /// The files that a bot has sent somebody, oldest first, as the control API tells of them.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn sent_by_bot(&self, to: &Person, bot: &str) -> anyhow::Result<Vec<Value>> {
        let address = format!("{}/messages", self.control);
        let query = [("of", to.phone.as_str()), ("with", bot)];
        let answer = self.http.get(address).query(&query).send().await?.error_for_status()?;
        let messages: Vec<Value> = answer.json().await?;
        let theirs = messages.into_iter().filter(|message| message["out"] == false);
        let files = theirs.map(|mut message| message["file"].take());
        Ok(files.filter(|file| !file.is_null()).collect())
    }

    /// The bytes of such a file.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn bytes(&self, file: &Value) -> anyhow::Result<Vec<u8>> {
        let id = file["id"].as_str().context("the file has no identifier")?;
        let address = format!("{}/files/{id}", self.control);
        let answer = self.http.get(address).send().await?.error_for_status()?;
        Ok(answer.bytes().await?.to_vec())
    }
}
