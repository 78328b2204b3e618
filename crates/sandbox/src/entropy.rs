//! The one place where the sandbox asks the operating system for randomness.
//!
//! What draws lots further in takes the bytes as a parameter.

/// `N` unpredictable bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has a source of randomness");
    bytes
}

/// A login code: five digits, as Telegram's own.
pub(crate) fn login_code() -> String {
    format!("{:05}", u64::from_le_bytes(bytes()) % 100_000)
}

/// So many letters, digits, dashes and underscores that nobody guesses.
pub(crate) fn secret<const N: usize>() -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    bytes::<N>().iter().map(|byte| char::from(ALPHABET[usize::from(byte & 63)])).collect()
}

/// A random number in lower-case hexadecimal.
pub(crate) fn hex_token() -> String {
    format!("{:032x}", u128::from_le_bytes(bytes()))
}

/// A positive number that nobody guesses.
pub(crate) fn id() -> i64 {
    ((u64::from_le_bytes(bytes()) >> 1) as i64).max(1)
}
