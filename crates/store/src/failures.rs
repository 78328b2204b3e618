//! How often models, ears and mouths were asked in vain: a row for each day and reason, so that years of them are few.

use domain::{Failing, Helper, Timestamp};

use crate::text::StoredAsText;
use crate::tx::run;
use crate::voice::{DAY, day};
use crate::{Error, Tx};

/// How often somebody was asked in vain for a reason, in a day of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// The middle of the day.
    pub at: Timestamp,
    /// Who was asked.
    pub helper: Helper,
    /// Why it was in vain.
    pub why: Failing,
    /// How often.
    pub times: u64,
}

impl Tx {
    /// Counts that somebody was asked in vain.
    pub async fn note_failure(
        &mut self,
        at: Timestamp,
        helper: Helper,
        why: Failing,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO failures (owner, day, helper, why, times) VALUES ($1, $2, $3, $4, 1) \
             ON CONFLICT (owner, day, helper, why) DO UPDATE SET times = failures.times + 1",
            &*self.owner,
            day(at),
            helper.as_text(),
            why.as_text(),
        )?;
        Ok(())
    }

    /// What was asked in vain from a moment on and before another: the days of UTC count whose middle lies there.
    pub async fn failures(
        &mut self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<Failures>, Error> {
        let rows = run!(
            self.conn,
            fetch_all,
            "SELECT day, helper, why, times FROM failures \
             WHERE owner = $1 AND day >= $2 AND day <= $3 ORDER BY day, helper, why",
            &*self.owner,
            day(from),
            day(until),
        )?;
        let mut failures = Vec::new();
        for row in &rows {
            let at = Timestamp::from_secs(row.get::<i64>("day")? * DAY + DAY / 2);
            if at < from || at >= until {
                continue;
            }
            failures.push(Failures {
                at,
                helper: row.get_enum("helper")?,
                why: row.get_enum("why")?,
                times: row.get::<i64>("times")?.unsigned_abs(),
            });
        }
        Ok(failures)
    }
}
