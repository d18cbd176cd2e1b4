using System.Reflection;

namespace PackageBilling.Harness;

/// <summary>The checked-out source that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder of PackageBilling.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>Where each project's build of the tests' kind and configuration is, seen from the project:
    /// <c>bin/Release</c> by default.</summary>
    public static string Output { get; } = Folder(
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration);

    private static string Folder(string configuration) =>
        $"bin/{configuration}";

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PackageBilling.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"PackageBilling.sln is in no folder above '{AppContext.BaseDirectory}'.");
    }
}
