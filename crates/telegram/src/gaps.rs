//! Gaps in the order of updates that grammers would forget.
//!
//! [`MessageBoxes`] keeps one moment for all that it waits for, the soonest. Where a gap has closed by
//! itself, that moment still comes; and if another gap has opened meanwhile, which has time yet, the next
//! moment is a quarter of an hour away. What is missing would be asked for only then, or when something
//! else happens.

use std::time::Instant;

use grammers_session::updates::{MessageBoxes, UpdatesLike};
use grammers_tl_types::types::messages::AffectedMessages;

/// Marks what is to be asked for by now, and says when to look again, no open gap forgotten. `last` is
/// what it said before.
pub(crate) fn check_deadlines(boxes: &mut MessageBoxes, last: Instant) -> Instant {
    let next = boxes.check_deadlines();
    if next <= last {
        return next;
    }
    look_at_gaps(boxes);
    boxes.check_deadlines()
}

/// grammers looks at the gaps of a box whenever it is told something of it, though it be old.
fn look_at_gaps(boxes: &mut MessageBoxes) {
    let state = boxes.session_state();
    let old = |pts| AffectedMessages { pts: pts - 1, pts_count: 0 };
    let channels = state.channels.iter().map(|channel| UpdatesLike::AffectedChannelMessages {
        affected: old(channel.pts),
        channel_id: channel.id,
        message_ids: Vec::new(),
    });
    for known in channels.chain([UpdatesLike::AffectedMessages(old(state.pts))]) {
        // What was handled before is skipped: nothing comes of it.
        let _ = boxes.process_updates(known);
    }
}
