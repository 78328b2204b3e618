//! The same work on many things, on all processors.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

thread_local! {
    /// Whether this thread does all by itself.
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Does something on this processor alone, whatever of it would else be done on all: for whoever shares the
/// machine with work that must not wait.
pub fn on_one_processor<T>(work: impl FnOnce() -> T) -> T {
    let before = ALONE.replace(true);
    let done = work();
    ALONE.set(before);
    done
}

/// Applies `work` to each item; the results are in the order of the items, whoever was first.
pub(super) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some((place, item)) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            items.get(place).map(|item| (place, item))
        } {
            done.push((place, work(item)));
        }
        done
    };
    let processors =
        if ALONE.get() { 1 } else { thread::available_parallelism().map_or(1, usize::from) };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let others: Vec<_> = (1..processors.min(items.len())).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_order() {
        let items: Vec<usize> = (0..100).collect();
        assert_eq!(super::map(&items, |item| item * 2), (0..200).step_by(2).collect::<Vec<_>>());
        let alone = super::on_one_processor(|| super::map(&items, |_| std::thread::current().id()));
        assert!(alone.iter().all(|thread| *thread == std::thread::current().id()));
        assert!(super::map(&[] as &[usize], |item| *item).is_empty());
    }
}
