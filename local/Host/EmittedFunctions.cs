using System.Reflection;
using System.Reflection.Emit;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.WebJobs;

namespace Grain.Local.Host;

/// <summary>
/// The class that Microsoft's listeners want, made at run time: for each queue or timer function a static method with the trigger's
/// attribute, which passes on what started it. It is named as the real host names its own, since the statuses of timers are stored under
/// that.
/// </summary>
internal static class EmittedFunctions
{
    /// <summary>
    /// Makes the class. Its methods give the function's name, the message or timer, and what cancels it to <paramref name="target"/>.
    /// </summary>
    public static Type Create(IEnumerable<HostedFunction> functions, Func<string, object, CancellationToken, Task> target)
    {
        var type = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Host"), AssemblyBuilderAccess.Run).DefineDynamicModule("Host")
            .DefineType("Host.Functions", TypeAttributes.Public);
        var field = type.DefineField("Target", target.GetType(), FieldAttributes.Public | FieldAttributes.Static);
        foreach (var function in functions)
        {
            var isQueue = function.Trigger == "queueTrigger";
            Type[] parameters = [isQueue ? typeof(QueueMessage) : typeof(TimerInfo), typeof(CancellationToken)];
            var method = type.DefineMethod(function.Name, MethodAttributes.Public | MethodAttributes.Static, typeof(Task), parameters);
            method.SetCustomAttribute(Attribute<FunctionNameAttribute>(function.Name));
            method.DefineParameter(1, ParameterAttributes.None, function.Parameter).SetCustomAttribute(isQueue
                ? Attribute<QueueTriggerAttribute>(function.Queue!, ("Connection", function.Connection))
                : Attribute<TimerTriggerAttribute>(function.Schedule!, ("RunOnStartup", function.Flag("runOnStartup", false)),
                    ("UseMonitor", function.Flag("useMonitor", true))));
            method.DefineParameter(2, ParameterAttributes.None, "cancellation");
            var code = method.GetILGenerator();
            code.Emit(OpCodes.Ldsfld, field);
            code.Emit(OpCodes.Ldstr, function.Name);
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Callvirt, target.GetType().GetMethod("Invoke")!);
            code.Emit(OpCodes.Ret);
        }

        var made = type.CreateType();
        made.GetField(field.Name)!.SetValue(null, target);
        return made;
    }

    private static CustomAttributeBuilder Attribute<T>(string argument, params (string Name, object? Value)[] more) => new(
        typeof(T).GetConstructor([typeof(string)])!, [argument], [.. more.Select(one => typeof(T).GetProperty(one.Name)!)],
        [.. more.Select(one => one.Value)]);
}
