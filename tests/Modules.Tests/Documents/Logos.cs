namespace PackageBilling.Modules.Tests.Documents;

/// <summary>Small images.</summary>
internal static class Logos
{
    /// <summary>A PNG of four pixels, two of them transparent.</summary>
    public static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAFElEQVR4nGOQ96v8zwADz+qU/gMAIl8E"
        + "a1IGVMsAAAAASUVORK5CYII=");
}
