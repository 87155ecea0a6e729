//! The program without exports that nobody calls, so that the code behind them is not loaded; and its
//! script without them.

use std::ops::Range;

use wasmparser::{BinaryReaderError, ExportSectionReader, Parser, Payload};

use super::sections::{HEADER, leb128, slice};

/// What the names of such exports begin with: the classes of `wasm-streams`, which come with Leptos's server
/// functions. The console has none of those.
const UNUSED: [&str; 3] =
    ["intounderlying", "__wbg_intounderlying", "__wbindgen_describe_intounderlying"];

/// The file without those exports; all else stays as it is, byte for byte.
pub(super) fn without_unused(wasm: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let mut short = wasm.get(..HEADER).unwrap_or_default().to_vec();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else { continue };
        let content = match payload {
            Payload::ExportSection(exports) => used(wasm, exports, range.end)?,
            _ => slice(wasm, range).to_vec(),
        };
        short.push(id);
        short.extend(leb128(content.len()));
        short.extend(content);
    }
    Ok(short)
}

/// The content of the section of exports, with those that are used.
fn used(
    wasm: &[u8],
    exports: ExportSectionReader<'_>,
    end: u64,
) -> Result<Vec<u8>, BinaryReaderError> {
    let all = exports.into_iter_with_offsets().collect::<Result<Vec<_>, _>>()?;
    let ends = all.iter().skip(1).map(|(start, _)| *start).chain([end]);
    let used: Vec<Range<u64>> = all
        .iter()
        .zip(ends)
        .filter(|((_, export), _)| !UNUSED.iter().any(|start| export.name.starts_with(start)))
        .map(|((start, _), end)| *start..end)
        .collect();
    let mut content = leb128(used.len());
    for range in used {
        content.extend_from_slice(slice(wasm, range));
    }
    Ok(content)
}

/// The script without the classes that went with those exports: `export class …`, and what belongs to each.
/// One of another form than expected stays as it is.
pub(super) fn script_without_unused(script: &str) -> String {
    const CLASS: &str = "IntoUnderlying";
    let mut short = String::with_capacity(script.len());
    let mut end: Option<fn(&str) -> bool> = None;
    for line in script.lines() {
        let begins = |start: &str| line.strip_prefix(start).is_some_and(|it| it.starts_with(CLASS));
        if end.is_none() {
            if begins("export class ") {
                end = Some(|line| line == "}");
            } else if begins("const ") {
                end = Some(|line| line.ends_with(';'));
            } else if !begins("if (Symbol.dispose) ") {
                short.push_str(line);
                short.push('\n');
            }
        }
        if end.is_some_and(|is_end| is_end(line)) {
            end = None;
        }
    }
    if short.contains(CLASS) { script.to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unused_classes_go_and_an_unknown_form_stays() {
        let script = "export class IntoUnderlyingSink {\n    free() {\n    }\n}\n\
            if (Symbol.dispose) IntoUnderlyingSink.prototype[Symbol.dispose] = free;\n\
            start();\n\
            const IntoUnderlyingSinkFinalization = (typeof FinalizationRegistry === 'undefined')\n\
            \x20   ? { register: () => {} }\n\
            \x20   : new FinalizationRegistry(ptr => wasm.free(ptr));\n\
            export class Other {\n}\n";
        assert_eq!(script_without_unused(script), "start();\nexport class Other {\n}\n");
        let other = format!("{script}use(IntoUnderlyingSink);\n");
        assert_eq!(script_without_unused(&other), other);
    }

    #[test]
    fn only_unused_exports_go() {
        let header = b"\0asm\x01\0\0\0";
        // Exports of function 0, under one name or two, and an empty section of types before them.
        let (types, one) = (b"\x01\x01\0", b"\x07\x05\x01\x01a\0\0");
        let two = [&b"\x07\x16\x02\x01a\0\0\x0eintounderlying\0\0"[..]].concat();
        let wasm = |exports: &[u8]| [&header[..], types, exports].concat();
        assert_eq!(without_unused(&wasm(&two)).unwrap(), wasm(one));
        assert_eq!(without_unused(&wasm(one)).unwrap(), wasm(one));
    }
}
