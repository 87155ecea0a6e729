//! Locals in an order that compresses: those of a kind together, and of those the most used first.

use std::cmp::Reverse;

use wasmparser::{BinaryReaderError, FunctionBody, Operator, ValType};

/// The locals of a function, in their new order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Locals {
    /// How many there are of each kind, one kind after the other; without the parameters.
    pub(super) groups: Vec<(u32, ValType)>,
    /// The new number of each. Parameters keep theirs.
    pub(super) numbers: Vec<u32>,
}

/// Orders the locals of a function; those that nothing uses go.
pub(super) fn renumbered(
    body: &FunctionBody<'_>,
    parameters: usize,
) -> Result<Locals, BinaryReaderError> {
    let mut kinds = Vec::new();
    for group in body.get_locals_reader()? {
        let (count, kind) = group?;
        kinds.extend((0..count).map(|_| kind));
    }
    let mut uses = vec![0_u32; parameters + kinds.len()];
    for operator in body.get_operators_reader()? {
        if let Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } = operator?
            && let Some(uses) = usize::try_from(local_index).ok().and_then(|it| uses.get_mut(it))
        {
            *uses += 1;
        }
    }
    let mut seen: Vec<ValType> = Vec::new();
    let mut order = Vec::new();
    for (number, (kind, uses)) in kinds.iter().zip(&uses[parameters..]).enumerate() {
        if *uses > 0 {
            let rank = seen.iter().position(|it| it == kind).unwrap_or_else(|| {
                seen.push(*kind);
                seen.len() - 1
            });
            order.push((rank, Reverse(*uses), parameters + number));
        }
    }
    order.sort_unstable();
    let mut groups: Vec<(u32, ValType)> = seen.iter().map(|kind| (0, *kind)).collect();
    let mut numbers: Vec<u32> = (0..).take(uses.len()).collect();
    for ((rank, _, old), new) in order.into_iter().zip((0..).skip(parameters)) {
        groups[rank].0 += 1;
        numbers[old] = new;
    }
    Ok(Locals { groups, numbers })
}
