//! What a day brought, told in Saved Messages at the hour that the owner has set: once for each day of
//! their clock, whatever the clock does and however often the process starts.

use std::convert::Infallible;
use std::time::Duration;

use domain::Timestamp;
use domain::policy::{Date, Lines, at_on, last_at, next_at};
use store::{About, Tx};
use tracing::error;

use super::lines::{line, tells};
use super::obey::waiting;
use super::said::{DayInShort, Said};
use crate::account::Shared;
use crate::{Error, rules};

/// How long after its hour a day is still told of; one that nobody could tell of by then is left out.
const LATE: Duration = Duration::from_secs(3 * 3_600);

/// How often the clock is looked at, which may be set anew, and how soon again after the store failed.
const LOOK: Duration = Duration::from_secs(15 * 60);
const AGAIN: Duration = Duration::from_secs(60);

/// Tells of days, for as long as an account is connected.
pub(crate) async fn follow(shared: &Shared) -> Infallible {
    let mut rules = shared.rules.subscribe();
    loop {
        shared.caught_up().await;
        rules.mark_unchanged();
        let next = match tell(shared).await {
            Ok(next) => next,
            Err(error) => {
                error!(account = %shared.account, error = &error as &dyn std::error::Error, "a day is not told of");
                Some(shared.now() + AGAIN)
            }
        };
        let look = next.map(|at| at.min(shared.now() + LOOK));
        tokio::select! {
            () = shared.passes(look) => {}
            // The sender is `shared`, so it is never gone.
            _ = rules.changed() => {}
        }
    }
}

/// Plans to tell of a day if its hour has come. Returns when that is next; `None` is never.
async fn tell(shared: &Shared) -> Result<Option<Timestamp>, Error> {
    let (inner, account) = (&shared.inner, shared.account);
    let mut tx = inner.store.read(inner.owner).await?;
    let is_told = tells(inner, &mut tx, account).await? > Lines::Nothing;
    let policy = rules::policy(&tx.rules(account).await?, &inner.settings);
    let Some(minute) = policy.saved.digest_at.filter(|_| is_told) else { return Ok(None) };
    let zone = rules::zone(&policy, &inner.settings);
    let now = shared.now();
    let (day, at) = last_at(minute, now, &zone);
    let about = About::Day(day);
    let is_due = now.since(at) <= LATE && tx.saved_line_about(account, about).await?.is_none();
    drop(tx);
    if is_due {
        let from = day.yesterday().map_or(at, |before: Date| at_on(before, minute, &zone));
        let mut tx = shared.begin().await?;
        let told = Said::Day { day: in_short(shared, &mut tx, from, at).await? };
        tx.plan_saved_line(&line(inner, account, about, None, Some(&told))).await?;
        tx.commit().await?;
        shared.saved.notify_one();
    }
    Ok(Some(next_at(minute, now, &zone)))
}

async fn in_short(
    shared: &Shared,
    tx: &mut Tx,
    from: Timestamp,
    to: Timestamp,
) -> Result<DayInShort, Error> {
    let account = shared.account;
    let tally = tx.tally(account, from, to).await?;
    let (open, rules) = (tx.open_replies(account).await?, tx.rules(account).await?);
    let spent_ever = tx.all_model_spending().await?;
    let before = tx.newest_days_line(account).await?;
    let spent = match before.and_then(|line| Said::of(line.detail.as_deref())) {
        Some(Said::Day { day }) => spent_ever.saturating_sub(day.spent_ever),
        // Of what was spent before nothing was told: today's is what is known.
        _ => {
            let today = tx.model_spending().await?.filter(|spent| spent.until > to);
            today.map_or(0, |spent| spent.billionths)
        }
    };
    Ok(DayInShort {
        came: tally.came,
        chats: tally.chats,
        sent: tally.sent,
        waiting: waiting(tx, account, &open, &rules).await?,
        paused: rules.pause.is_some_and(|pause| pause.holds(shared.now())),
        spent,
        spent_ever,
    })
}
