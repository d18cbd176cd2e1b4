namespace PackageBilling.Auditing.Replay;

/// <summary>
/// Texts by the million, one after the other in large arrays, which the garbage collector neither moves nor scans. As
/// many strings would be copied again and again while they are collected.
/// </summary>
internal sealed class KeptTexts
{
    /// <summary>Stands for no text.</summary>
    public const long None = -1;

    private const int PieceBits = 16;
    private const int PieceLength = 1 << PieceBits;

    private readonly List<char[]> _pieces = [];
    private int _used = PieceLength;

    /// <summary>Keeps a text.</summary>
    /// <param name="text">At most 65,535 characters; null for none.</param>
    /// <returns>Where it is; <see cref="None"/> for none.</returns>
    public long Keep(string? text)
    {
        if (text is null) return None;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, PieceLength - 1);
        // Each text is stored behind its length.
        if (_used + 1 + text.Length > PieceLength)
        {
            _pieces.Add(GC.AllocateUninitializedArray<char>(PieceLength));
            _used = 0;
        }
        var place = ((long)(_pieces.Count - 1) << PieceBits) + _used;
        var piece = _pieces[^1].AsSpan(_used);
        piece[0] = (char)text.Length;
        text.CopyTo(piece[1..]);
        _used += 1 + text.Length;
        return place;
    }

    /// <summary>The text at a place that <see cref="Keep"/> gave, which is not <see cref="None"/>.</summary>
    public ReadOnlySpan<char> At(long place)
    {
        var piece = _pieces[(int)(place >> PieceBits)].AsSpan((int)place & (PieceLength - 1));
        return piece.Slice(1, piece[0]);
    }
}
