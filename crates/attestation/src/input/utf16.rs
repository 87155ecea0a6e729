//! Recognizing UTF-16, which some editors save.

/// Whether bytes are UTF-16 text: they begin with its byte order mark, or every other one of the
/// first is zero.
pub fn is_utf16(input: &[u8]) -> bool {
    const ENOUGH: usize = 8;
    let marked = input.starts_with(&[0xff, 0xfe]) || input.starts_with(&[0xfe, 0xff]);
    let every_other = |from: usize| {
        let zeros = input.iter().skip(from).step_by(2).take(ENOUGH);
        let others = input.iter().skip(1 - from).step_by(2).take(ENOUGH);
        input.len() >= 2 * ENOUGH
            && zeros.copied().all(|byte| byte == 0)
            && others.copied().all(|byte| byte.is_ascii() && byte != 0)
    };
    marked || every_other(1) || every_other(0)
}
