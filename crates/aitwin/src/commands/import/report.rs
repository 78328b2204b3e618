//! What is said about what came in.

use std::path::Path;

use anyhow::Result;
use domain::AccountId;
use engine::ImportReport;

use super::say;
use crate::language::{Texts, text};
use crate::wiring::Opened;

/// With fewer answers than this a twin mostly stays silent.
const FEW_ANSWERS: usize = 50;

/// In a history longer than this there is enough to learn from, and no need to count it.
const SHORT_HISTORY: u64 = 20_000;

/// Says what one file has brought.
pub(super) fn of_file(texts: &Texts, path: &Path, report: &ImportReport) -> Result<()> {
    let summary = &report.summary;
    say(&text!(
        texts,
        "import-done",
        file = path.display().to_string(),
        messages = summary.messages,
        chats = summary.chats,
        new = report.new_messages
    ))?;
    if report.known_messages > 0 && report.new_messages > 0 {
        say(&text!(texts, "import-known", count = report.known_messages))?;
    }
    if report.changed_messages > 0 {
        say(&text!(texts, "import-changed", count = report.changed_messages))?;
    }
    if summary.owner_messages == 0 {
        say(&text!(texts, "import-nothing-to-learn"))?;
    }
    if summary.forwarded > 0 {
        say(&text!(texts, "import-forwarded", count = summary.forwarded))?;
    }
    if summary.service > 0 {
        say(&text!(texts, "import-service", count = summary.service))?;
    }
    if summary.too_long > 0 {
        say(&text!(texts, "import-too-long", count = summary.too_long))?;
    }
    if summary.skipped_broken > 0 {
        say(&text!(texts, "import-broken", count = summary.skipped_broken))?;
    }
    for (kind, count) in &summary.skipped_unknown {
        say(&text!(texts, "import-unknown", kind = kind.as_str(), count = count.to_string()))?;
    }
    Ok(())
}

/// Says so where all that is known of the account is too little to learn from, and what is missing.
pub(super) async fn what_can_be_learnt(
    texts: &Texts,
    opened: &Opened,
    account: AccountId,
) -> Result<()> {
    let mut tx = opened.store.read(opened.owner).await?;
    let messages = tx.message_count(account).await?;
    drop(tx);
    if messages > SHORT_HISTORY {
        return Ok(());
    }
    let learner = engine::learn(&opened.store, opened.owner, account).await?;
    let answers = learner.exemplar_count();
    if answers == 0 {
        say(&text!(texts, "import-no-answers"))?;
    } else if answers < FEW_ANSWERS {
        say(&text!(texts, "import-few-answers", count = answers))?;
    }
    Ok(())
}
