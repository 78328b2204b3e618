//! Which model the owner has chosen, the keys for it, and what the models took.

use domain::{ModelChoice, ModelKey, ModelKeys, Spending, Timestamp, Usage};
use zeroize::Zeroizing;

use crate::seal::Place;
use crate::tx::{Row, run, undecodable};
use crate::{Error, Tx};

impl Tx {
    /// What the owner chose on the page; `None` if they chose nothing there.
    pub async fn model_choice(&mut self) -> Result<Option<ModelChoice>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT choice FROM model_choices WHERE owner = $1",
            &*self.owner,
        )?;
        let Some(row) = row else { return Ok(None) };
        let text: String = row.get("choice")?;
        serde_json::from_str(&text).map_err(|error| undecodable("choice", error.into()))
    }

    /// Stores the owner's choice in place of an earlier one; `None` takes it back.
    pub async fn set_model_choice(&mut self, choice: Option<&ModelChoice>) -> Result<(), Error> {
        let Some(choice) = choice else {
            let sql = "DELETE FROM model_choices WHERE owner = $1";
            run!(self.conn, execute, sql, &*self.owner)?;
            return Ok(());
        };
        run!(
            self.conn,
            execute,
            "INSERT INTO model_choices (owner, choice) VALUES ($1, $2) \
             ON CONFLICT (owner) DO UPDATE SET choice = excluded.choice",
            &*self.owner,
            serde_json::to_string(choice).expect("a choice has a JSON form"),
        )?;
        Ok(())
    }

    /// The keys that the owner has entered, by their places.
    pub async fn model_keys(&mut self) -> Result<ModelKeys, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT place, sealed_key FROM model_keys WHERE owner = $1",
            &*self.owner,
        )?;
        if rows.is_empty() {
            return Ok(ModelKeys::new());
        }
        let key = self.require_data_key().await?;
        let mut keys = ModelKeys::new();
        for row in rows {
            let place: String = row.get("place")?;
            let sealed: Vec<u8> = row.get("sealed_key")?;
            let here = key_place(&self.owner, &place);
            let plain = key.open(here, &sealed)?;
            let text = std::str::from_utf8(&plain).map_err(|_| here.corrupted())?;
            let text = Zeroizing::new(text.to_owned());
            keys.insert(place, ModelKey(text));
        }
        Ok(keys)
    }

    /// Seals a key for its place, instead of an earlier one; `None` forgets it. Returns whether there was
    /// anything to do: there is no forgetting of what is not known.
    pub async fn set_model_key(
        &mut self,
        place: &str,
        key: Option<&ModelKey>,
    ) -> Result<bool, Error> {
        let Some(ModelKey(text)) = key else {
            let forgotten = run!(
                self.conn,
                execute,
                "DELETE FROM model_keys WHERE owner = $1 AND place = $2",
                &*self.owner,
                place,
            )?;
            return Ok(forgotten > 0);
        };
        let key = self.require_data_key().await?;
        let sealed = key.seal(key_place(&self.owner, place), text.as_bytes());
        run!(
            self.conn,
            execute,
            "INSERT INTO model_keys (owner, place, sealed_key) VALUES ($1, $2, $3) \
             ON CONFLICT (owner, place) DO UPDATE SET sealed_key = excluded.sealed_key",
            &*self.owner,
            place,
            &sealed,
        )?;
        Ok(true)
    }

    /// What was spent on the latest day on which anything was.
    pub async fn model_spending(&mut self) -> Result<Option<Spending>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT until, prompt, cached, completion, estimated, billionths FROM model_spending \
             WHERE owner = $1 ORDER BY until DESC LIMIT 1",
            &*self.owner,
        )?;
        row.as_ref().map(spending).transpose()
    }

    /// What was spent on all days, in billionths of a dollar.
    pub async fn all_model_spending(&mut self) -> Result<u64, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT CAST(coalesce(sum(billionths), 0) AS BIGINT) AS billionths \
             FROM model_spending WHERE owner = $1",
            &*self.owner,
        )?;
        row.map_or(Ok(0), |row| row.get("billionths").map(i64::unsigned_abs))
    }

    /// Stores what was spent on a day so far.
    pub async fn set_model_spending(&mut self, spent: &Spending) -> Result<(), Error> {
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        run!(
            self.conn,
            execute,
            "INSERT INTO model_spending (owner, until, prompt, cached, completion, estimated, \
             billionths) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (owner, until) DO UPDATE SET prompt = excluded.prompt, \
             cached = excluded.cached, completion = excluded.completion, \
             estimated = excluded.estimated, billionths = excluded.billionths",
            &*self.owner,
            spent.until.as_millis(),
            count(spent.usage.prompt),
            count(spent.usage.cached),
            count(spent.usage.completion),
            count(spent.usage.estimated),
            count(spent.billionths),
        )?;
        Ok(())
    }
}

/// What was spent on a day.
pub(crate) fn spending(row: &Row) -> Result<Spending, Error> {
    let count = |column| row.get(column).map(i64::unsigned_abs);
    Ok(Spending {
        until: Timestamp::from_millis(row.get("until")?),
        usage: Usage {
            prompt: count("prompt")?,
            cached: count("cached")?,
            completion: count("completion")?,
            estimated: count("estimated")?,
        },
        billionths: count("billionths")?,
    })
}

fn key_place<'a>(owner: &'a str, place: &'a str) -> Place<'a> {
    Place { table: "model_keys", column: "sealed_key", owner, row: place }
}
