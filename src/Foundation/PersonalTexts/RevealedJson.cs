using System.Text;

namespace PackageBilling.Foundation;

/// <summary>JSON that leaves the product elsewhere than in an answer of the interface.</summary>
public static class RevealedJson
{
    /// <summary>The JSON with personal texts in the place of their tokens.</summary>
    public static async Task<string> Of(string json, CustomerKeys keys, CancellationToken ct)
    {
        using var revealed = new MemoryStream();
        await using var revealing = new RevealingStream(revealed, new(keys), () => RevealPersonalTexts.InJson);
        await revealing.WriteAsync(Encoding.UTF8.GetBytes(json), ct);
        await revealing.End(ct);
        return Encoding.UTF8.GetString(revealed.ToArray());
    }
}
