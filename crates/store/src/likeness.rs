//! How like its owner a twin wrote, each time that was measured, and how often its owner told the two apart.

use domain::{AccountId, Timestamp};

use crate::tx::{run, sql_limit};
use crate::{Error, Tx};

/// A measurement, as it is kept: figures only, nothing that anybody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// When it was made.
    pub made_at: Timestamp,
    /// The model that wrote; `None` for recall mode.
    pub model: Option<String>,
    /// The figures, as JSON.
    pub report: String,
}

/// A blind test of the owner's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlindTest {
    /// When it was made.
    pub made_at: Timestamp,
    /// How many of their own replies the owner told.
    pub told: u32,
    /// How many pairs there were.
    pub shown: u32,
}

impl Tx {
    /// Stores a measurement of an account, which must be known.
    pub async fn add_likeness(
        &mut self,
        account: AccountId,
        likeness: &Likeness,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO likeness_reports (owner, account, made_at, model, report) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, account, made_at) \
             DO UPDATE SET model = excluded.model, report = excluded.report",
            &*self.owner,
            account.to_string(),
            likeness.made_at.as_millis(),
            likeness.model.as_deref(),
            &*likeness.report,
        )?;
        Ok(())
    }

    /// At most `limit` measurements of an account, the newest first.
    pub async fn likeness(
        &mut self,
        account: AccountId,
        limit: usize,
    ) -> Result<Vec<Likeness>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT made_at, model, report FROM likeness_reports \
             WHERE owner = $1 AND account = $2 ORDER BY made_at DESC LIMIT $3",
            &*self.owner,
            account.to_string(),
            sql_limit(limit),
        )?
        .iter()
        .map(|row| {
            Ok(Likeness {
                made_at: Timestamp::from_millis(row.get("made_at")?),
                model: row.get("model")?,
                report: row.get("report")?,
            })
        })
        .collect()
    }

    /// Stores a blind test of an account, which must be known.
    pub async fn add_blind_test(
        &mut self,
        account: AccountId,
        test: BlindTest,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO blind_tests (owner, account, made_at, told, shown) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner, account, made_at) \
             DO UPDATE SET told = excluded.told, shown = excluded.shown",
            &*self.owner,
            account.to_string(),
            test.made_at.as_millis(),
            i64::from(test.told),
            i64::from(test.shown),
        )?;
        Ok(())
    }

    /// At most `limit` blind tests of an account, the newest first.
    pub async fn blind_tests(
        &mut self,
        account: AccountId,
        limit: usize,
    ) -> Result<Vec<BlindTest>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT made_at, told, shown FROM blind_tests \
             WHERE owner = $1 AND account = $2 ORDER BY made_at DESC LIMIT $3",
            &*self.owner,
            account.to_string(),
            sql_limit(limit),
        )?
        .iter()
        .map(|row| {
            let count = |column| -> Result<u32, Error> {
                let count: i64 = row.get(column)?;
                Ok(u32::try_from(count).unwrap_or(0))
            };
            Ok(BlindTest {
                made_at: Timestamp::from_millis(row.get("made_at")?),
                told: count("told")?,
                shown: count("shown")?,
            })
        })
        .collect()
    }
}
