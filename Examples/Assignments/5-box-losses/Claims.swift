import Assignments

let claims: [Claim<any BoxLossTask>] = []
