//! What goes wrong on purpose, and other programs that speak for the same bot.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use super::Sandbox;
use crate::wait::until;

impl Sandbox {
    /// Has something go wrong in calls of a method, such as `bot.sendMessage`, as the control API names it; returns
    /// its number. `repeat` is `{"times": 3}` or `"forever"`.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn goes_wrong(
        &self,
        method: &str,
        repeat: Value,
        fault: Value,
    ) -> anyhow::Result<u64> {
        let wanted = json!({ "method": method, "repeat": repeat, "fault": fault });
        let made = self.post("faults", &wanted).await?;
        made["id"].as_u64().context("the fault has no number")
    }

    /// Waits until that has happened to somebody.
    ///
    /// # Errors
    ///
    /// It does not in time, or the control API refuses.
    pub async fn went_wrong(&self, fault: u64) -> anyhow::Result<()> {
        let address = format!("{}/faults", self.control);
        until("what goes wrong to happen", async || {
            let answer = self.http.get(&address).send().await?.error_for_status()?;
            let faults: Vec<Value> = answer.json().await?;
            let found = faults.iter().find(|found| found["id"] == fault);
            Ok(found.is_some_and(|found| found["hits"] != 0).then_some(()))
        })
        .await
    }

    /// Nothing goes wrong any more; what was held is answered.
    ///
    /// # Errors
    ///
    /// The control API refuses.
    pub async fn nothing_goes_wrong(&self) -> anyhow::Result<()> {
        let answer = self.http.delete(format!("{}/faults", self.control)).send().await?;
        ensure!(answer.status().is_success(), "the faults stay: {}", answer.status());
        Ok(())
    }

    /// Calls a method of the Bot API as another program that has a bot's token; returns what it results in.
    ///
    /// # Errors
    ///
    /// The Bot API refuses.
    pub async fn as_bot(&self, token: &str, method: &str, body: Value) -> anyhow::Result<Value> {
        let address = format!("{}/bot{token}/{method}", self.control);
        let answer: Value = self.http.post(address).json(&body).send().await?.json().await?;
        ensure!(answer["ok"] == true, "{method}: {}", answer["description"]);
        Ok(answer["result"].clone())
    }
}
